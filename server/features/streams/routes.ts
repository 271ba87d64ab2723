import type { FastifyInstance } from 'fastify'
import { getStreams, getSubscriptions, subscribe, unsubscribe } from '../../contract/chat/streams.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { findUsers } from '../users/index.ts'
import { checkSubscribe, doSubscribe, doUnsubscribe } from './actions.ts'
import { findStreams, findStreamsByName, findSubscriptions } from './repository.ts'
import { toWireStream, toWireSubscription } from './wire.ts'

export function mountStreams(app: FastifyInstance, core: Core): void {
  mount(app, getStreams, async (_params, { actor }) => ({
    streams: (await findStreams(core.db, actor.id)).map(toWireStream),
  }))

  mount(app, getSubscriptions, async ({ include_subscribers }, { actor }) => {
    const rows = await findSubscriptions(core.db, actor.id)
    return {
      subscriptions: rows.map((row) => {
        const { subscribers, ...rest } = toWireSubscription(row)
        return include_subscribers ? { ...rest, subscribers } : rest
      }),
    }
  })

  mount(app, subscribe, async (params, { actor }) => {
    const users = await findPrincipals(core, params.principals ?? [actor.id])
    const request = {
      streams: params.subscriptions,
      users: users.map((u) => u.id),
      inviteOnly: params.invite_only,
      publicHistory: params.history_public_to_subscribers ?? !params.invite_only,
    }
    await checkSubscribe(core, actor, request)
    const { subscribed, alreadySubscribed } = await doSubscribe(core, actor, request)
    return { subscribed: Object.fromEntries(subscribed), already_subscribed: Object.fromEntries(alreadySubscribed) }
  })

  mount(app, unsubscribe, async ({ subscriptions }, { actor }) => {
    const known = await findSubscriptions(core.db, actor.id)
    const named = await findStreamsByName(core.db, subscriptions)
    for (const name of subscriptions) {
      const stream = named.find((s) => s.name.toLowerCase() === name.toLowerCase())
      const isKnown = stream && (!stream.invite_only || known.some((s) => s.id === stream.id))
      if (!isKnown) throw new ApiError('BAD_REQUEST', `Channel(s) (${name}) do not exist`)
    }
    const { removed, notRemoved } = await doUnsubscribe(core, actor.id, named)
    return { removed, not_removed: notRemoved }
  })
}

/** Principals are ids or e-mail addresses. */
async function findPrincipals(core: Core, principals: readonly (number | string)[]): Promise<{ id: number }[]> {
  const users = (await findUsers(core.db)).filter((u) => u.is_active)
  return principals.map((p) => {
    const found = users.find((u) => u.id === p || u.email.toLowerCase() === String(p).toLowerCase())
    if (!found)
      throw new ApiError('UNAUTHORIZED_PRINCIPAL', `User not authorized to execute queries on behalf of '${p}'`)
    return found
  })
}
