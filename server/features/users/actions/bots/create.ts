import { ApiError } from '../../../../contract/errors.ts'
import { type ActionTx, transact } from '../../../../db/transaction.ts'
import type { Core } from '../../../../delivery/core.ts'
import type { Actor } from '../../../../http/call.ts'
import type { Auth } from '../../../auth/index.ts'
import {
  botAddress,
  checkBotType,
  checkService,
  requireMayCreateBot,
  requirePerson,
  type Service,
} from '../../bots/policy.ts'
import { findBotAdministrators, requireFreeBotName } from '../../bots/repository.ts'
import { checkFullName } from '../../policy.ts'
import { insertUser } from '../create.ts'
import { emitBot } from './events.ts'
import { type BotStreams, checkStreams, type StreamNames } from './streams.ts'

export interface BotRequest {
  readonly fullName: string
  readonly shortName: string
  readonly type: number
  readonly service: Service
  readonly serviceName: string | null
  readonly config: Readonly<Record<string, string>>
  readonly streams: StreamNames
}

/** A request that was checked. */
export interface CheckedBot extends Omit<BotRequest, 'shortName' | 'service' | 'streams'> {
  readonly email: string
  readonly owner: number
  readonly role: Actor['role']
  readonly service: Service | null
  readonly streams: BotStreams
}

interface Surroundings {
  /** The name that this server is known by, which bots' addresses end with. */
  readonly host: string
  /** Zulip's `bot_creation_policy`. */
  readonly policy: number
}

/** @throws {ApiError} unless the actor may have such a bot */
export async function checkCreateBot(
  core: Pick<Core, 'db'>,
  actor: Actor,
  request: BotRequest,
  { host, policy }: Surroundings,
): Promise<CheckedBot> {
  requirePerson(actor)
  const { shortName, ...rest } = request
  const fullName = checkFullName(request.fullName)
  const email = botAddress(shortName, host)
  checkBotType(request.type)
  await requireFree(core, email, fullName)
  requireMayCreateBot(actor, request.type, policy)
  const service = checkService(request.type, request.service)
  const streams = await checkStreams(core.db, actor, request.streams)
  return { ...rest, fullName, email, owner: actor.id, role: 400, service, streams }
}

async function requireFree({ db }: Pick<Core, 'db'>, email: string, fullName: string): Promise<void> {
  const taken = await db.query(
    'select from user_account where lower(email) = lower($1) or lower(delivery_email) = lower($1)',
    [email],
  )
  if (taken.length > 0) throw new ApiError('BAD_REQUEST', 'Username already in use')
  await requireFreeBotName(db, fullName)
}

/** @returns the new bot's id */
export async function doCreateBot(core: Core, auth: Auth, bot: CheckedBot): Promise<number> {
  return transact(core.db, core.log, async (tx) => {
    await lockOwner(tx, bot.owner)
    const account = { ...bot, bot: { type: bot.type, owner: bot.owner } }
    const id = await insertUser(tx, auth, account, null)
    await insertBot(tx, auth, id, bot)
    await tx.takeOrder()
    emitBot(tx, await findBotAdministrators(tx, id), 'add', id)
    return id
  })
}

/** Under the lock that a deactivation takes: a bot that is made meanwhile would outlive its owner's account. */
export async function lockOwner(tx: ActionTx, owner: number): Promise<void> {
  const rows = await tx.query('select from user_account where id = $1 and is_active for share', [owner])
  if (rows.length === 0) throw new ApiError('USER_DEACTIVATED', 'Account is deactivated')
}

async function insertBot(tx: ActionTx, { secrets }: Auth, id: number, bot: CheckedBot): Promise<void> {
  await tx.query(
    `insert into bot (user_id, default_sending_stream, default_events_register_stream, default_all_public_streams,
       base_url, interface, token_sealed, service_name, config) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      id,
      bot.streams.sending ?? null,
      bot.streams.events ?? null,
      bot.streams.all ?? false,
      bot.service?.url ?? null,
      bot.service?.interface ?? null,
      bot.service ? secrets.seal(id, secrets.create()) : null,
      bot.serviceName,
      JSON.stringify(bot.config),
    ],
  )
}
