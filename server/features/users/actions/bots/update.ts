import { ApiError } from '../../../../contract/errors.ts'
import type { ReadDb } from '../../../../db/database.ts'
import { type ActionTx, transact } from '../../../../db/transaction.ts'
import type { Core } from '../../../../delivery/core.ts'
import type { Actor } from '../../../../http/call.ts'
import type { Auth } from '../../../auth/index.ts'
import { checkService, requireMayAdministerBot, requireMayGiveRole, type Service } from '../../bots/policy.ts'
import { type BotRow, findBotAdministrators, findBots, requireFreeBotName } from '../../bots/repository.ts'
import { checkFullName } from '../../policy.ts'
import { findUsers } from '../../repository.ts'
import { emitPerson } from '../events.ts'
import { doUpdateUser } from '../update.ts'
import { lockOwner } from './create.ts'
import { emitAdministrators, emitBotUpdate } from './events.ts'
import { type BotStreams, checkStreams, type StreamNames } from './streams.ts'

/** What is undefined stays. */
export interface BotChange {
  readonly fullName: string | undefined
  readonly role: Actor['role'] | undefined
  readonly owner: number | undefined
  readonly serviceUrl: string | undefined
  readonly serviceInterface: number | undefined
  readonly config: Readonly<Record<string, string>> | undefined
  readonly streams: StreamNames
}

export interface CheckedBotChange extends Pick<BotChange, 'fullName' | 'role' | 'owner' | 'config'> {
  readonly id: number
  readonly service: Service | null
  readonly streams: BotStreams
}

/** @throws {ApiError} unless there is such a bot and the actor may administer it */
export async function checkBot(db: ReadDb, actor: Actor, id: number): Promise<BotRow> {
  const [bot] = await findBots(db, { id })
  if (!bot) throw new ApiError('BAD_REQUEST', 'No such bot')
  requireMayAdministerBot(actor, bot)
  return bot
}

/** @throws {ApiError} unless the actor may change the bot so */
export async function checkUpdateBot(
  core: Pick<Core, 'db'>,
  actor: Actor,
  id: number,
  change: BotChange,
): Promise<CheckedBotChange> {
  const bot = await checkBot(core.db, actor, id)
  const fullName = change.fullName === undefined ? undefined : checkFullName(change.fullName)
  if (fullName !== undefined) await requireFreeBotName(core.db, fullName, id)
  if (change.role !== undefined) requireMayGiveRole(actor, change.role)
  if (change.owner !== undefined) await checkOwner(core.db, actor, bot, change.owner)
  const streams = await checkStreams(core.db, actor, change.streams)
  return {
    id,
    fullName,
    role: change.role,
    owner: change.owner,
    config: change.config,
    service: service(bot, change),
    streams,
  }
}

/** A new owner has the bot's key: nobody gets more by it than they have, unless from somebody who has it. */
async function checkOwner(db: ReadDb, actor: Actor, bot: BotRow, owner: number): Promise<void> {
  const [user] = await findUsers(db, owner)
  if (!user) throw new ApiError('BAD_REQUEST', 'Failed to change owner, no such user')
  if (!user.is_active) throw new ApiError('BAD_REQUEST', 'Failed to change owner, user is deactivated')
  if (user.is_bot) throw new ApiError('BAD_REQUEST', "Failed to change owner, bots can't own other bots")
  requireMayGiveRole(actor, bot.role)
}

function service(bot: BotRow, { serviceUrl, serviceInterface }: BotChange): Service | null {
  if (serviceUrl === undefined && serviceInterface === undefined) return null
  const url = serviceUrl ?? bot.base_url ?? ''
  return checkService(bot.bot_type, { url, interface: serviceInterface ?? bot.interface ?? 1 })
}

/** Its name and role are changed as people's are; the rest in one transaction. */
export async function doUpdateBot(core: Core, auth: Auth, change: CheckedBotChange): Promise<void> {
  const { id, fullName, role } = change
  if (fullName !== undefined || role !== undefined) await doUpdateUser(core, auth, id, { fullName, role })
  await transact(core.db, core.log, async (tx) => {
    if (change.owner !== undefined) await lockOwner(tx, change.owner)
    await tx.query('insert into bot (user_id) values ($1) on conflict do nothing', [id])
    await tx.query('select from user_account where id = $1 for no key update', [id])
    const [before] = await findBots(tx, { id })
    if (!before) throw new ApiError('BAD_REQUEST', 'No such bot')
    const administrators = await findBotAdministrators(tx, id)
    await write(tx, change)
    await tx.takeOrder()
    await tell(tx, before, administrators)
  })
}

async function write(tx: ActionTx, { id, owner, service: to, config, streams }: CheckedBotChange): Promise<void> {
  await tx.query('update user_account set bot_owner_id = coalesce($2, bot_owner_id) where id = $1', [id, owner ?? null])
  await tx.query(
    `update bot set base_url = coalesce($2, base_url), interface = coalesce($3, interface), config = coalesce($4, config),
       default_sending_stream = case when $5 then $6::int else default_sending_stream end,
       default_events_register_stream = case when $7 then $8::int else default_events_register_stream end,
       default_all_public_streams = coalesce($9, default_all_public_streams) where user_id = $1`,
    [
      id,
      to?.url ?? null,
      to?.interface ?? null,
      config === undefined ? null : JSON.stringify(config),
      streams.sending !== undefined,
      streams.sending ?? null,
      streams.events !== undefined,
      streams.events ?? null,
      streams.all ?? null,
    ],
  )
}

/** An event a change, as Zulip tells of them. */
async function tell(tx: ActionTx, before: BotRow, administrators: readonly number[]): Promise<void> {
  const [now] = await findBots(tx, { id: before.id })
  if (!now) return
  if (now.owner_id !== before.owner_id) {
    emitPerson(tx, 'update', { user_id: now.id, bot_owner_id: now.owner_id })
    await emitAdministrators(tx, now.id, administrators)
    await emitBotUpdate(tx, now.id, { owner_id: now.owner_id })
  }
  const fields = ['default_sending_stream', 'default_events_register_stream', 'default_all_public_streams'] as const
  for (const field of fields) {
    if (now[field] !== before[field]) await emitBotUpdate(tx, now.id, { [field]: now[field] })
  }
  if (now.base_url !== before.base_url || now.interface !== before.interface) {
    await emitBotUpdate(tx, now.id, { services: null })
  }
}
