import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'
import { newGroupSetting } from './group-setting.ts'
import { MAX_STREAM_DESCRIPTION, postPolicy, retentionDays } from './streams.ts'

/** All of them are subscribed in one step, while which nobody else can send. */
const MAX_STREAMS = 100
const MAX_PRINCIPALS = 10_000
/** Of both together. */
export const MAX_SUBSCRIPTIONS = 20_000

const yes = json(z.boolean())
/** Ids or e-mail addresses; absent: oneself. */
const principals = json(
  z
    .array(z.union([z.int32(), z.string().max(254)]))
    .min(1)
    .max(MAX_PRINCIPALS),
).optional()
/** A name that no stream can have is the server's to explain. */
const name = z.string().max(1000)
const description = z.string().max(MAX_STREAM_DESCRIPTION).default('')
const names = json(z.array(name).max(MAX_STREAMS))

export const getSubscriptions = endpoint({
  operation: 'get-subscriptions',
  method: 'GET',
  path: '/users/me/subscriptions',
  access: 'user',
  params: { include_subscribers: yes.default(false) },
})

export const subscribe = endpoint({
  operation: 'subscribe',
  method: 'POST',
  path: '/users/me/subscriptions',
  access: 'user',
  params: {
    subscriptions: json(z.array(z.object({ name, description })).min(1).max(MAX_STREAMS)),
    principals,
    authorization_errors_fatal: yes.default(true),
    announce: yes.default(false),
    invite_only: yes.default(false),
    is_web_public: yes.default(false),
    is_default_stream: yes.default(false),
    history_public_to_subscribers: yes.optional(),
    stream_post_policy: postPolicy,
    message_retention_days: retentionDays,
    can_remove_subscribers_group: newGroupSetting,
    can_administer_channel_group: newGroupSetting,
  },
})

export const updateSubscriptions = endpoint({
  operation: 'update-subscriptions',
  method: 'PATCH',
  path: '/users/me/subscriptions',
  access: 'user',
  params: {
    delete: names.default([]),
    add: json(z.array(z.object({ name, color: z.string().max(20).optional(), description })).max(MAX_STREAMS)).default(
      [],
    ),
  },
})

export const unsubscribe = endpoint({
  operation: 'unsubscribe',
  method: 'DELETE',
  path: '/users/me/subscriptions',
  access: 'user',
  params: { subscriptions: json(z.array(name).min(1).max(MAX_STREAMS)), principals },
})

export const updateSubscriptionSettings = endpoint({
  operation: 'update-subscription-settings',
  method: 'POST',
  path: '/users/me/subscriptions/properties',
  access: 'user',
  params: {
    subscription_data: json(
      z
        .array(
          z.object({
            stream_id: z.int32().positive(),
            property: z.string().max(100),
            value: z.union([z.boolean(), z.string().max(20)]),
          }),
        )
        .max(1000),
    ),
  },
})

export const getSubscriptionStatus = endpoint({
  operation: 'get-subscription-status',
  method: 'GET',
  path: '/users/:user_id/subscriptions/:stream_id',
  access: 'user',
  params: { user_id: json(z.int32().positive()), stream_id: json(z.int32().positive()) },
})
