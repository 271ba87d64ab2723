import { readFile } from 'node:fs/promises'
import { type Unattended, unattended } from '../contract/admin/unattended.ts'
import { errorCode } from '../lib/disk-errors.ts'
import { OperatorError } from '../lib/operator-error.ts'
import { problemSentence, problemsOf } from '../lib/problems.ts'

/** Reads and checks the FILE of `--unattended`. Errors name places in it, never values: they may be passwords. */
export async function readUnattended(path: string): Promise<Unattended> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const code = errorCode(error)
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : (code ?? 'unknown')
    throw new OperatorError(`The file ${path} given with --unattended cannot be read: ${reason}.`)
  })
  const parsed = unattended.safeParse(parseJson(path, text))
  if (parsed.success) return parsed.data
  throw new OperatorError(
    `The file ${path} given with --unattended is not valid: ${problemSentence(problemsOf(parsed.error))}.`,
  )
}

function parseJson(path: string, text: string): unknown {
  try {
    // Some editors on Windows begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
  } catch (error) {
    // V8's message quotes the text around the fault, which may be a password: only the position is told.
    const position = /position (\d+)/.exec((error as Error).message)?.[1]
    const line = position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length
    throw new OperatorError(
      `The file ${path} given with --unattended is not valid JSON${line === undefined ? '' : ` (line ${line})`}.`,
    )
  }
}
