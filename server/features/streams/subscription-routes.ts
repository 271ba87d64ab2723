import type { FastifyInstance } from 'fastify'
import {
  getSubscriptionStatus,
  getSubscriptions,
  subscribe,
  unsubscribe,
  updateSubscriptionSettings,
  updateSubscriptions,
} from '../../contract/chat/subscriptions.ts'
import type { ParamsOf } from '../../contract/endpoint.ts'
import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import type { Core } from '../../delivery/core.ts'
import type { Actor } from '../../http/call.ts'
import { mount } from '../../http/mount.ts'
import { requireAdministrator } from '../../lib/require-role.ts'
import { checkSetting } from '../user-groups/index.ts'
import { requireKnown } from './access.ts'
import { NOT_EVERYBODY } from './actions/check-update.ts'
import { checkColor, checkProperties, doSetProperties } from './actions/properties.ts'
import {
  checkSubscribe,
  doSubscribe,
  type SubscribeRequest,
  type SubscribeResult,
  unableToAccess,
} from './actions/subscribe.ts'
import { checkUnsubscribe, doUnsubscribe } from './actions/unsubscribe.ts'
import { checkPrivacy, checkRetention, checkStreamName, tidyDescription } from './policy.ts'
import { findPrincipals } from './principals.ts'
import { findSubscriptions } from './repository.ts'
import { toWireSubscription } from './wire.ts'

/** Tells of new channels; given from above, since messages stand on streams. */
export type TellNewStreams = (core: Core, maker: Actor, made: SubscribeResult['made']) => Promise<void>

export function mountSubscriptions(app: FastifyInstance, core: Core, tellNewStreams: TellNewStreams): void {
  mount(app, getSubscriptions, async ({ include_subscribers }, { actor }) => {
    const rows = await findSubscriptions(core.db, actor.id)
    return { subscriptions: rows.map((row) => toWireSubscription(row, include_subscribers)) }
  })

  mount(app, subscribe, async (params, { actor }) => {
    const request = await toRequest(core.db, actor, params)
    const { unauthorized } = await checkSubscribe(core, actor, request)
    const [closed] = unauthorized
    if (closed !== undefined && params.authorization_errors_fatal) throw unableToAccess(closed)
    const refused = new Set(unauthorized.map((name) => name.toLowerCase()))
    const streams = request.streams.filter(({ name }) => !refused.has(name.toLowerCase()))
    const done = await doSubscribe(core, actor, { ...request, streams })
    if (params.announce) await tellNewStreams(core, actor, done.made)
    const result = toWireResult(done)
    return params.authorization_errors_fatal ? result : { ...result, unauthorized }
  })

  mount(app, updateSubscriptions, async (params, { actor }) => {
    if (params.add.length + params.delete.length === 0) {
      throw new ApiError('BAD_REQUEST', 'Nothing to do. Specify at least one of "add" or "delete".')
    }
    const streams = params.add.map(({ name, description, color }) => ({
      name: checkStreamName(name),
      description: tidyDescription(description),
      color: color === undefined ? undefined : checkColor(color),
    }))
    const request = { streams, users: [actor.id], inviteOnly: false, publicHistory: true }
    const [closed] = (await checkSubscribe(core, actor, request)).unauthorized
    if (closed !== undefined) throw unableToAccess(closed)
    const leaving = await checkUnsubscribe(core, actor, [actor.id], params.delete)
    const added = toWireResult(await doSubscribe(core, actor, request), () => actor.email)
    const { removed, notRemoved } = await doUnsubscribe(core, actor.id, leaving)
    return { ...added, removed, not_removed: notRemoved }
  })

  mount(app, unsubscribe, async ({ subscriptions, principals }, { actor }) => {
    const users = await findPrincipals(core.db, principals ?? [actor.id])
    const streams = await checkUnsubscribe(core, actor, users, subscriptions)
    const removed = new Set<string>()
    for (const user of users) for (const name of (await doUnsubscribe(core, user, streams)).removed) removed.add(name)
    return {
      removed: [...removed],
      not_removed: streams.map((stream) => stream.name).filter((name) => !removed.has(name)),
    }
  })

  mount(app, updateSubscriptionSettings, async ({ subscription_data: data }, { actor }) => {
    const given = data.map(({ stream_id: stream, property, value }) => ({ stream, property, value }))
    await doSetProperties(core, actor.id, await checkProperties(core, actor.id, given))
    return {}
  })

  mount(app, getSubscriptionStatus, async ({ user_id: user, stream_id: stream }, { actor }) => {
    const [person] = await core.db.query<{ subscribed: boolean }>(
      `select u.is_active and exists (select from subscription b where b.user_id = u.id and b.recipient_id = $2 and b.active)
         as subscribed from user_account u where u.id = $1`,
      [user, stream],
    )
    if (!person) throw new ApiError('BAD_REQUEST', 'No such user')
    await requireKnown(core.db, actor.id, stream)
    return { is_subscribed: person.subscribed }
  })
}

/** @throws {ApiError} for what no stream can be, and for who may not make one so */
async function toRequest(db: ReadDb, actor: Actor, params: ParamsOf<typeof subscribe>): Promise<SubscribeRequest> {
  const users = await findPrincipals(db, params.principals ?? [actor.id])
  const publicHistory = params.history_public_to_subscribers ?? !params.invite_only
  checkPrivacy({ isPrivate: params.invite_only, publicHistory }, params.is_web_public, params.is_default_stream)
  if (params.is_default_stream) requireAdministrator(actor)
  const permission = (name: 'can_administer_channel_group' | 'can_remove_subscribers_group') => {
    const value = params[name]
    return value === undefined ? undefined : checkSetting(db, value, { name, not: NOT_EVERYBODY })
  }
  return {
    streams: params.subscriptions.map(({ name, description }) => ({
      name: checkStreamName(name),
      description: tidyDescription(description),
    })),
    users,
    inviteOnly: params.invite_only,
    publicHistory,
    postPolicy: params.stream_post_policy,
    retentionDays: checkRetention(actor, params.message_retention_days),
    isDefault: params.is_default_stream,
    administrators: await permission('can_administer_channel_group'),
    removers: await permission('can_remove_subscribers_group'),
  }
}

function toWireResult(
  { subscribed, alreadySubscribed }: Omit<SubscribeResult, 'made'>,
  nameOf: (user: number) => string = String,
): { subscribed: Record<string, string[]>; already_subscribed: Record<string, string[]> } {
  const named = (lists: ReadonlyMap<number, string[]>) =>
    Object.fromEntries([...lists].map(([user, names]) => [nameOf(user), names]))
  return { subscribed: named(subscribed), already_subscribed: named(alreadySubscribed) }
}
