import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

const id = z.int32().positive()

export const setTyping = endpoint({
  operation: 'set-typing-status',
  method: 'POST',
  path: '/typing',
  access: 'user',
  params: {
    type: z.enum(['direct', 'stream', 'channel']).default('direct'),
    op: z.enum(['start', 'stop']),
    /** for `direct`: ids of the people */
    to: json(z.array(id).max(200)).optional(),
    /** for `stream` and `channel` */
    stream_id: json(id).optional(),
    topic: z.string().max(60).optional(),
  },
})
