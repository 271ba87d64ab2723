import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

export const MAX_STREAM_NAME = 60
export const MAX_STREAM_DESCRIPTION = 1024

/** All of them are subscribed in one step, while which nobody else can send. */
const MAX_STREAMS = 100
const MAX_PRINCIPALS = 10_000
/** Of both together. */
export const MAX_SUBSCRIPTIONS = 20_000

/** Ids or e-mail addresses; absent: oneself. */
const principals = json(
  z
    .array(z.union([z.int32(), z.string().max(254)]))
    .min(1)
    .max(MAX_PRINCIPALS),
).optional()

export const getStreams = endpoint({
  operation: 'get-streams',
  method: 'GET',
  path: '/streams',
  access: 'user',
  params: {},
})

export const getSubscriptions = endpoint({
  operation: 'get-subscriptions',
  method: 'GET',
  path: '/users/me/subscriptions',
  access: 'user',
  params: { include_subscribers: json(z.boolean()).default(false) },
})

export const subscribe = endpoint({
  operation: 'subscribe',
  method: 'POST',
  path: '/users/me/subscriptions',
  access: 'user',
  params: {
    subscriptions: json(
      z
        .array(
          z.object({
            name: z.string().trim().min(1).max(MAX_STREAM_NAME),
            description: z.string().max(MAX_STREAM_DESCRIPTION).default(''),
          }),
        )
        .min(1)
        .max(MAX_STREAMS),
    ),
    principals,
    invite_only: json(z.boolean()).default(false),
    history_public_to_subscribers: json(z.boolean()).optional(),
    authorization_errors_fatal: json(z.boolean()).default(true),
    announce: json(z.boolean()).default(false),
  },
})

export const unsubscribe = endpoint({
  operation: 'unsubscribe',
  method: 'DELETE',
  path: '/users/me/subscriptions',
  access: 'user',
  params: { subscriptions: json(z.array(z.string().max(MAX_STREAM_NAME)).min(1).max(MAX_STREAMS)), principals },
})
