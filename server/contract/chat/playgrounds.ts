import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

export const addCodePlayground = endpoint({
  operation: 'add-code-playground',
  method: 'POST',
  path: '/realm/playgrounds',
  access: 'user',
  params: {
    name: z.string().trim().min(1).max(100),
    pygments_language: z
      .string()
      .trim()
      .min(1)
      .max(40)
      .refine((text) => /^[\w +#.-]*$/.test(text), { message: 'Invalid characters in pygments language' }),
    url_template: z.string().trim().max(2000),
  },
})

export const removeCodePlayground = endpoint({
  operation: 'remove-code-playground',
  method: 'DELETE',
  path: '/realm/playgrounds/:playground_id',
  access: 'user',
  params: { playground_id: json(z.int32().positive()) },
})
