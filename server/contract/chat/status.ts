import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

/** What is absent stays; an empty text clears. */
export const updateStatus = endpoint({
  operation: 'update-status',
  method: 'POST',
  path: '/users/me/status',
  access: 'user',
  params: {
    status_text: z.string().trim().max(60).optional(),
    /** Deprecated: the opposite of the setting presence_enabled. */
    away: json(z.boolean()).optional(),
    emoji_name: z.string().max(100).optional(),
    emoji_code: z.string().max(100).optional(),
    reaction_type: z.string().max(100).optional(),
  },
})

export const getUserStatus = endpoint({
  operation: 'get-user-status',
  method: 'GET',
  path: '/users/:user_id/status',
  access: 'user',
  params: { user_id: json(z.int32().positive()) },
})
