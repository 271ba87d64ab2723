import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

export const MAX_USER_TOPICS = 10_000

/** What somebody wants of a topic; 0 takes the wish back. */
export const POLICY = { none: 0, muted: 1, unmuted: 2, followed: 3 } as const

const id = z.int32().positive()
const topic = z.string().trim().max(60)

export const updateUserTopic = endpoint({
  operation: 'update-user-topic',
  method: 'POST',
  path: '/user_topics',
  access: 'user',
  params: { stream_id: json(id), topic, visibility_policy: json(z.literal([0, 1, 2, 3])) },
})

/** Deprecated; the channel by exactly one of id and name. */
export const muteTopic = endpoint({
  operation: 'mute-topic',
  method: 'PATCH',
  path: '/users/me/subscriptions/muted_topics',
  access: 'user',
  params: {
    stream_id: json(id).optional(),
    stream: z.string().max(1_000).optional(),
    topic,
    op: z.enum(['add', 'remove']),
  },
})
