import { ApiError } from '../../../contract/errors.ts'
import { type ActionTx, transact } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import type { Auth } from '../../auth/index.ts'
import { emitReturned } from '../../streams/index.ts'
import { emitJoined } from '../../user-groups/index.ts'
import { requireMayAdministerBot, requireMayCreateBot } from '../bots/policy.ts'
import { findBotAdministrators, findBots, requireFreeBotName } from '../bots/repository.ts'
import { requireMayAdminister } from '../policy.ts'
import { findUser, findUsers, type UserRow } from '../repository.ts'
import { emitBot } from './bots/events.ts'
import { emitConsent } from './consent.ts'
import { emitPerson } from './events.ts'
import { lockOwners } from './owners.ts'

/** @throws {ApiError} unless the actor may close or reopen this account */
export async function checkSetActive(core: Pick<Core, 'db'>, actor: Actor, named: string): Promise<UserRow> {
  const user = await findUser(core.db, actor, named)
  if (!user || user.is_bot) throw new ApiError('BAD_REQUEST', 'No such user')
  requireMayAdminister(actor, user)
  return user
}

/** Bots come back like people, if the actor may have such a bot. @throws {ApiError} */
export async function checkReactivate(core: Pick<Core, 'db'>, actor: Actor, id: number, policy: number): Promise<void> {
  const [bot] = await findBots(core.db, { id })
  if (!bot) {
    await checkSetActive(core, actor, String(id))
    return
  }
  requireMayAdministerBot(actor, bot)
  requireMayCreateBot(actor, bot.bot_type, policy)
  await requireFreeBotName(core.db, bot.full_name, id)
}

/** @throws {ApiError} CANNOT_DEACTIVATE_LAST_USER: somebody must stay who can let others in */
export async function checkLeave(core: Pick<Core, 'db'>, actor: Actor): Promise<void> {
  if (actor.isBot) throw new ApiError('BAD_REQUEST', 'This endpoint does not accept bot requests.')
  const people = (await findUsers(core.db)).filter((user) => user.is_active && !user.is_bot)
  const isLastOwner = actor.role === 100 && people.filter((user) => user.role === 100).length === 1
  if (!isLastOwner && people.length > 1) return
  const entity = people.length > 1 ? 'organization owner' : 'user'
  throw new ApiError('CANNOT_DEACTIVATE_LAST_USER', `Cannot deactivate the only ${entity}`, {
    entity,
    is_last_owner: isLastOwner,
  })
}

/**
 * Closes an account and those of its bots: they receive nothing from now on, their sessions and keys are refused at once,
 * their invitations are withdrawn. Subscriptions are remembered; nothing of what they wrote changes.
 * @throws {ApiError} for the last owner, without whom nobody could administer the organization
 */
export async function doDeactivateUser(
  core: Core,
  auth: Pick<Auth, 'forget' | 'endSessions'>,
  userId: number,
): Promise<void> {
  const closed = await transact(core.db, core.log, async (tx) => {
    const owners = await lockOwners(tx, userId)
    if (owners.length === 1 && owners[0] === userId) {
      throw new ApiError('BAD_REQUEST', 'Cannot deactivate the only organization owner')
    }
    const ids = await setActive(tx, [...(await findActiveBots(tx, userId)), userId], false)
    if (!ids.includes(userId)) return []
    for (const id of ids) await auth.endSessions(tx, id)
    await revokeInvites(tx, userId)
    await tx.query('delete from event_queue where user_id = any ($1)', [ids])
    const { lastMessage, lastEvent } = await tx.takeOrder()
    await tx.query(
      `update subscription_period set received = int8range(lower(received), $2), events = int8range(lower(events), $3)
       where user_id = any ($1) and upper_inf(received)`,
      [ids, lastMessage + 1, lastEvent + 1],
    )
    // What was unread stays so; what comes now never will be.
    await tx.query(
      `update read_state set unread = unread * int8multirange(int8range(null, $2, '(]'))
       where user_id = any ($1) and to_id is null and recipient_id in (select id from stream)`,
      [ids, lastMessage],
    )
    for (const id of ids) await emitActive(tx, id, false)
    return ids
  })
  for (const id of closed) auth.forget(id)
}

async function findActiveBots(tx: ActionTx, owner: number): Promise<number[]> {
  const rows = await tx.query<{ id: number }>(
    'select id from user_account where bot_owner_id = $1 and is_bot and is_active',
    [owner],
  )
  return rows.map((row) => row.id)
}

async function emitActive(tx: ActionTx, id: number, isActive: boolean): Promise<void> {
  emitPerson(tx, 'update', { user_id: id, is_active: isActive })
  const administrators = await findBotAdministrators(tx, id)
  emitBot(tx, administrators, 'update', id, { is_active: isActive })
}

/** For good: a link that somebody kept must not come back to life with the account. */
async function revokeInvites(tx: ActionTx, userId: number): Promise<void> {
  const revoked = await tx.query(
    'update invite set revoked_at = now() where inviter_id = $1 and revoked_at is null returning id',
    [userId],
  )
  if (revoked.length === 0) return
  const rows = await tx.query<{ id: number }>('select id from user_account where role <= 200 and is_active order by id')
  const users = rows.map((row) => row.id)
  const to = { audience: AUDIENCE.users, users, recipient_id: null, message_id: null }
  tx.emit({ type: 'invites_changed', ...to, payload: {} })
}

/** Opens a closed account again: it receives what comes from now on where it was subscribed. */
export async function doReactivateUser(core: Core, auth: Pick<Auth, 'forget'>, userId: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    if ((await setActive(tx, [userId], true)).length === 0) return
    const { lastMessage, lastEvent } = await tx.takeOrder()
    await tx.query(
      `insert into subscription_period (user_id, recipient_id, received, events)
       select user_id, recipient_id, int8range($2, null), int8range($3, null) from subscription
       where user_id = $1 and active`,
      [userId, lastMessage + 1, lastEvent + 1],
    )
    await tx.query(
      `update read_state set unread = unread + int8multirange(int8range($2, null)) where user_id = $1 and to_id is null
         and recipient_id in (select recipient_id from subscription where user_id = $1 and active)`,
      [userId, lastMessage + 1],
    )
    await emitActive(tx, userId, true)
    await emitJoined(tx, userId)
    await emitConsent(tx, userId)
    await emitReturned(tx, userId)
  })
  auth.forget(userId)
}

/** With their rows of read state locked, in their order. @returns those that this changed, in order of id */
async function setActive(tx: ActionTx, ids: readonly number[], isActive: boolean): Promise<number[]> {
  await tx.query('select from user_account where id = any ($1) order by id for no key update', [ids])
  const changed = await tx.query<{ id: number }>(
    'update user_account set is_active = $2 where id = any ($1) and is_active <> $2 returning id',
    [ids, isActive],
  )
  await tx.query('select from read_state where user_id = any ($1) order by user_id, recipient_id, from_id for update', [
    ids,
  ])
  return changed.map((row) => row.id).sort((a, b) => a - b)
}
