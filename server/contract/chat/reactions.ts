import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

const params = {
  message_id: json(z.int().positive()),
  emoji_name: z.string().min(1).max(100),
  emoji_code: z.string().max(100).optional(),
  reaction_type: z.string().max(30).optional(),
}

export const addReaction = endpoint({
  operation: 'add-reaction',
  method: 'POST',
  path: '/messages/:message_id/reactions',
  access: 'user',
  params,
})

/** Either the name or the code says which one. */
export const removeReaction = endpoint({
  operation: 'remove-reaction',
  method: 'DELETE',
  path: '/messages/:message_id/reactions',
  access: 'user',
  params: { ...params, emoji_name: params.emoji_name.optional() },
})
