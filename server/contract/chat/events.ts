import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

// A queue's options are kept as long as the queue: they may not be of any size.
const word = z.string().max(200)
const list = z.array(word).max(200).nullable()
const MAX_CAPABILITIES = 100

export const registerQueue = endpoint({
  operation: 'register-queue',
  method: 'POST',
  path: '/register',
  access: 'user',
  params: {
    // `null` as text is what zulip-js sends when it has no list.
    event_types: json(list).default(null),
    fetch_event_types: json(list).default(null),
    apply_markdown: json(z.boolean()).default(false),
    /** without it, as a bot is set up; nobody else */
    all_public_streams: json(z.boolean()).optional(),
    client_gravatar: json(z.boolean()).default(true),
    include_subscribers: json(z.boolean()).default(false),
    slim_presence: json(z.boolean()).default(false),
    presence_history_limit_days: json(z.int().min(0).max(36_500)).optional(),
    client_capabilities: json(
      z.record(word, z.boolean()).refine((all) => Object.keys(all).length <= MAX_CAPABILITIES, 'has too many entries'),
    ).default({}),
    /** Pairs of operator and operand: only message events that match all of them come. */
    narrow: json(z.array(z.tuple([word, word])).max(20)).default([]),
  },
})

export const getEvents = endpoint({
  operation: 'get-events',
  method: 'GET',
  path: '/events',
  access: 'user',
  params: {
    queue_id: z.string(),
    last_event_id: json(z.int()).default(-1),
    dont_block: json(z.boolean()).default(false),
  },
})

export const deleteQueue = endpoint({
  operation: 'delete-queue',
  method: 'DELETE',
  path: '/events',
  access: 'user',
  params: { queue_id: z.string() },
})
