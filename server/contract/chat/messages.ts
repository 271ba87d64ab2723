import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

const id = z.int().positive()
const term = z.union([
  z.object({
    operator: z.string(),
    operand: z.union([z.string(), z.number(), z.array(z.number())]),
    negated: z.boolean().optional(),
  }),
  z
    .tuple([z.string(), z.string()])
    .transform(([operator, operand]) => ({ operator, operand: operand as string | number | number[], negated: false })),
])
export const narrow = json(z.array(term).max(100)).default([])
export type NarrowTerm = z.output<typeof term>

export const sendMessage = endpoint({
  operation: 'send-message',
  method: 'POST',
  path: '/messages',
  access: 'user',
  params: {
    type: z.enum(['direct', 'private', 'stream', 'channel']),
    /** a name, an id, or JSON of ids or e-mail addresses */
    to: z.string(),
    topic: z.string().optional(),
    subject: z.string().optional(),
    content: z.string(),
    queue_id: z.string().optional(),
    local_id: z.string().max(100).optional(),
    read_by_sender: json(z.boolean()).optional(),
  },
})

export const getMessages = endpoint({
  operation: 'get-messages',
  method: 'GET',
  path: '/messages',
  access: 'user',
  params: {
    anchor: z.string().optional(),
    use_first_unread_anchor: json(z.boolean()).optional(),
    include_anchor: json(z.boolean()).optional(),
    num_before: json(z.int().min(0)).optional(),
    num_after: json(z.int().min(0)).optional(),
    narrow,
    apply_markdown: json(z.boolean()).default(true),
    /** instead of an anchor and numbers */
    message_ids: json(z.array(id).max(5_000)).optional(),
    client_gravatar: json(z.boolean()).default(true),
  },
})

export const updateFlags = endpoint({
  operation: 'update-message-flags',
  method: 'POST',
  path: '/messages/flags',
  access: 'user',
  params: {
    messages: json(z.array(id).max(5_000)),
    op: z.enum(['add', 'remove']),
    flag: z.string(),
  },
})

const messageId = { message_id: json(id) }

/** Content, topic and channel; what is absent stays. */
export const updateMessage = endpoint({
  operation: 'update-message',
  method: 'PATCH',
  path: '/messages/:message_id',
  access: 'user',
  params: {
    ...messageId,
    content: z.string().optional(),
    topic: z.string().optional(),
    /** deprecated alias of topic */
    subject: z.string().optional(),
    stream_id: json(id).optional(),
    propagate_mode: z.enum(['change_one', 'change_later', 'change_all']).default('change_one'),
    prev_content_sha256: z.string().optional(),
    send_notification_to_old_thread: json(z.boolean()).default(false),
    send_notification_to_new_thread: json(z.boolean()).default(true),
  },
})

export const deleteMessage = endpoint({
  operation: 'delete-message',
  method: 'DELETE',
  path: '/messages/:message_id',
  access: 'user',
  params: messageId,
})

export const getMessage = endpoint({
  operation: 'get-message',
  method: 'GET',
  path: '/messages/:message_id',
  access: 'user',
  params: { ...messageId, apply_markdown: json(z.boolean()).default(true) },
})

export const getMessageHistory = endpoint({
  operation: 'get-message-history',
  method: 'GET',
  path: '/messages/:message_id/history',
  access: 'user',
  params: messageId,
})

export const markAllAsRead = endpoint({
  operation: 'mark-all-as-read',
  method: 'POST',
  path: '/mark_all_as_read',
  access: 'user',
  params: {},
})

export const markStreamAsRead = endpoint({
  operation: 'mark-stream-as-read',
  method: 'POST',
  path: '/mark_stream_as_read',
  access: 'user',
  params: { stream_id: json(id) },
})

export const markTopicAsRead = endpoint({
  operation: 'mark-topic-as-read',
  method: 'POST',
  path: '/mark_topic_as_read',
  access: 'user',
  params: { stream_id: json(id), topic_name: z.string() },
})
