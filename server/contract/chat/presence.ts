import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

export const updatePresence = endpoint({
  operation: 'update-presence',
  method: 'POST',
  path: '/users/me/presence',
  access: 'user',
  params: {
    status: z.enum(['active', 'idle']),
    ping_only: json(z.boolean()).default(false),
    /** For statistics, which Hearth does not keep. */
    new_user_input: json(z.boolean()).default(false),
    slim_presence: json(z.boolean()).default(false),
    last_update_id: json(z.int().min(-1)).optional(),
    history_limit_days: json(z.int().min(0).max(36_500)).optional(),
  },
})

export const getRealmPresence = endpoint({
  operation: 'get-presence',
  method: 'GET',
  path: '/realm/presence',
  access: 'user',
  params: {},
})

export const getUserPresence = endpoint({
  operation: 'get-user-presence',
  method: 'GET',
  path: '/users/:user_id_or_email/presence',
  access: 'user',
  params: { user_id_or_email: z.string() },
})
