import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'
import { narrow } from './messages.ts'

const id = z.int().positive()

export const renderMessage = endpoint({
  operation: 'render-message',
  method: 'POST',
  path: '/messages/render',
  access: 'user',
  params: { content: z.string() },
})

export const matchesNarrow = endpoint({
  operation: 'check-messages-match-narrow',
  method: 'GET',
  path: '/messages/matches_narrow',
  access: 'user',
  params: { msg_ids: json(z.array(id).max(1_000)), narrow: narrow.optional() },
})

export const updateFlagsForNarrow = endpoint({
  operation: 'update-message-flags-for-narrow',
  method: 'POST',
  path: '/messages/flags/narrow',
  access: 'user',
  params: {
    anchor: z.string(),
    include_anchor: json(z.boolean()).default(true),
    num_before: json(z.int().min(0)),
    num_after: json(z.int().min(0)),
    narrow,
    op: z.enum(['add', 'remove']),
    flag: z.string(),
  },
})

export const getReadReceipts = endpoint({
  operation: 'get-read-receipts',
  method: 'GET',
  path: '/messages/:message_id/read_receipts',
  access: 'user',
  params: { message_id: json(id) },
})

/** What a poll or a to-do list is told: https://zulip.com/api/get-events#submessage */
export const addSubmessage = endpoint({
  operation: 'submessage',
  method: 'POST',
  path: '/submessage',
  access: 'user',
  params: { message_id: json(id), msg_type: z.string().max(50), content: z.string().max(10_000) },
})
