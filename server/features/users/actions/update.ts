import { ApiError } from '../../../contract/errors.ts'
import { type ActionTx, transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import type { Auth } from '../../auth/index.ts'
import { requireFreeName } from '../../realm-settings/index.ts'
import { keepSight } from '../../sight/index.ts'
import { emitMutedTopics, findStreams, toWireStream } from '../../streams/index.ts'
import { emitRegrouped, findGroupsOf } from '../../user-groups/index.ts'
import { findBotAdministrators, findBots } from '../bots/repository.ts'
import { checkFullName, requireMayAdminister } from '../policy.ts'
import { findUser, findUsers, type UserRow } from '../repository.ts'
import { emitAddressesSeen } from './address.ts'
import { emitAdministered, emitAdministrators, emitBotUpdate, findAdministered } from './bots/events.ts'
import { emitPerson, emitTo } from './events.ts'
import { lockOwners } from './owners.ts'

/** What is undefined stays. */
export interface UserChange {
  readonly fullName: string | undefined
  readonly role: Actor['role'] | undefined
}

/** @returns the account's id and what is to be changed @throws {ApiError} unless the actor may change the account so */
export async function checkUpdateUser(
  core: Pick<Core, 'db'>,
  actor: Actor,
  named: string,
  change: UserChange,
): Promise<{ id: number; change: UserChange }> {
  const user = await findUser(core.db, actor, named)
  if (!user) throw new ApiError('BAD_REQUEST', 'No such user')
  requireMayAdminister(actor, user, change.role)
  const fullName = change.fullName === undefined ? undefined : checkFullName(change.fullName)
  if (fullName !== undefined && !user.is_bot) await requireFreeName(core.db, user.id, fullName)
  return { id: user.id, change: { ...change, fullName } }
}

/** @throws {ApiError} for the role of the last owner, without whom nobody could administer the organization */
export async function doUpdateUser(
  core: Core,
  auth: Pick<Auth, 'forget'>,
  userId: number,
  { fullName, role }: UserChange,
): Promise<void> {
  const bots = await transact(core.db, core.log, async (tx) => {
    const owners = await lockOwners(tx, userId)
    const [user] = await findUsers(tx, userId)
    if (!user) throw new ApiError('BAD_REQUEST', 'No such user')
    const isLastOwner = role !== 100 && owners.length === 1 && owners[0] === userId
    if (role !== undefined && isLastOwner) {
      throw new ApiError('BAD_REQUEST', 'The owner permission cannot be removed from the only organization owner.')
    }
    if (fullName !== undefined && fullName !== user.full_name) {
      await tx.query('update user_account set full_name = $2 where id = $1', [userId, fullName])
      emitPerson(tx, 'update', { user_id: userId, full_name: fullName })
      if (user.is_bot) await emitBotUpdate(tx, userId, { full_name: fullName })
    }
    return role === undefined || role === user.role ? [] : changeRoles(tx, user, role)
  })
  for (const id of [userId, ...bots]) auth.forget(id)
}

/** Nobody keeps by their bots' keys what they may do no more. @returns the bots whose roles were lowered */
async function changeRoles(tx: ActionTx, user: UserRow, role: number): Promise<number[]> {
  const bots = (await findBots(tx, { owner: user.id })).filter((bot) => bot.role < role).map((bot) => bot.id)
  await tx.query('select from user_account where id = any ($1) order by id for no key update', [bots])
  for (const id of [user.id, ...bots]) await changeRole(tx, id, role)
  await emitAddressesSeen(tx, { id: user.id, role }, user.role)
  return bots
}

/** With the role, system groups change, and which streams there are to know of. */
async function changeRole(tx: ActionTx, user: number, role: number): Promise<void> {
  // Under the order: a stream that is made meanwhile would be told by the old role and be missing under the new one.
  await keepSight(tx, [{ guests: [user], people: null }], () => changeSights(tx, user, role))
}

async function changeSights(tx: ActionTx, user: number, role: number): Promise<void> {
  const [streams, groups] = [await findStreams(tx, user), await findGroupsOf(tx, user)]
  const [bots, administrators] = [await findAdministered(tx, user), await findBotAdministrators(tx, user)]
  await tx.query('update user_account set role = $2 where id = $1', [user, role])
  emitPerson(tx, 'update', { user_id: user, role })
  await emitRegrouped(tx, user, groups)
  await emitAdministered(tx, user, bots)
  await emitAdministrators(tx, user, administrators)
  const now = await findStreams(tx, user)
  const gained = now.filter((stream) => !streams.some((known) => known.id === stream.id)).map(toWireStream)
  const lost = streams.filter((stream) => !now.some((known) => known.id === stream.id))
  if (gained.length > 0) emitTo(tx, user, 'stream', { op: 'create', streams: gained })
  if (lost.length > 0) emitTo(tx, user, 'stream', { op: 'delete', streams: lost.map(toWireStream) })
  if (gained.length + lost.length > 0) await emitMutedTopics(tx, { users: [user] })
}
