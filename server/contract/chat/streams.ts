import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

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
        .array(z.object({ name: z.string().trim().min(1).max(60), description: z.string().max(1024).default('') }))
        .min(1),
    ),
    principals: json(z.array(z.union([z.int(), z.string()]))).optional(),
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
  params: { subscriptions: json(z.array(z.string()).min(1)) },
})
