import { readFileSync } from 'node:fs'
import { z } from 'zod'

const Cases = z.object({
  regular_tests: z.array(
    z.object({
      name: z.string(),
      input: z.string(),
      expected_output: z.string(),
      text_content: z.string().optional(),
      translate_emoticons: z.boolean().optional(),
    }),
  ),
  /** a text, what becomes of it with `%s` for the link, and where that leads */
  linkify_tests: z.array(z.tuple([z.string(), z.string(), z.string()])),
})

export type Cases = z.infer<typeof Cases>

export function readCases(file: string): Cases {
  return Cases.parse(JSON.parse(readFileSync(file, 'utf8')))
}
