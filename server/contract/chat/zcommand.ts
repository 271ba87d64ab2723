import { z } from 'zod'
import { endpoint } from '../endpoint.ts'

/** Undocumented in Zulip; its clients' compose boxes send `/ping`, `/dark`, `/fluid-width` and the like by it. */
export const zcommand = endpoint({
  operation: 'zcommand',
  method: 'POST',
  path: '/zcommand',
  access: 'user',
  params: { command: z.string().max(1000) },
})
