import type { FastifyInstance } from 'fastify'
import { getStreams, getSubscriptions, subscribe, unsubscribe } from '../../contract/chat/streams.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { checkSubscribe, checkUnsubscribe, doSubscribe, doUnsubscribe } from './actions.ts'
import { findStreams, findSubscriptions } from './repository.ts'
import { toWireStream, toWireSubscription } from './wire.ts'

export function mountStreams(app: FastifyInstance, core: Core): void {
  mount(app, getStreams, async (_params, { actor }) => ({
    streams: (await findStreams(core.db, actor.id)).map(toWireStream),
  }))

  mount(app, getSubscriptions, async ({ include_subscribers }, { actor }) => {
    const rows = await findSubscriptions(core.db, actor.id)
    return { subscriptions: rows.map((row) => toWireSubscription(row, include_subscribers)) }
  })

  mount(app, subscribe, async (params, { actor }) => {
    const users = await findPrincipals(core, params.principals ?? [actor.id])
    const request = {
      streams: params.subscriptions,
      users,
      inviteOnly: params.invite_only,
      publicHistory: params.history_public_to_subscribers ?? !params.invite_only,
    }
    await checkSubscribe(core, actor, request)
    const { subscribed, alreadySubscribed } = await doSubscribe(core, actor, request)
    return { subscribed: Object.fromEntries(subscribed), already_subscribed: Object.fromEntries(alreadySubscribed) }
  })

  mount(app, unsubscribe, async ({ subscriptions, principals }, { actor }) => {
    const users = await findPrincipals(core, principals ?? [actor.id])
    const streams = await checkUnsubscribe(core, actor, users, subscriptions)
    const removed = new Set<string>()
    for (const user of users) for (const name of (await doUnsubscribe(core, user, streams)).removed) removed.add(name)
    return {
      removed: [...removed],
      not_removed: streams.map((stream) => stream.name).filter((name) => !removed.has(name)),
    }
  })
}

/** Principals are ids or e-mail addresses. */
async function findPrincipals(core: Core, principals: readonly (number | string)[]): Promise<number[]> {
  const users = await core.db.query<{ id: number; email: string }>(
    `select id, lower(email) as email from user_account where is_active and (id = any ($1)
       or lower(email) = any (select lower(e) from unnest($2::text[]) e))`,
    [
      principals.filter((principal) => typeof principal === 'number'),
      principals.filter((principal) => typeof principal === 'string'),
    ],
  )
  const ids = principals.map((principal) => {
    const found = users.find((user) => user.id === principal || user.email === String(principal).toLowerCase())
    if (found) return found.id
    throw new ApiError('UNAUTHORIZED_PRINCIPAL', `User not authorized to execute queries on behalf of '${principal}'`)
  })
  return [...new Set(ids)]
}
