import type { ReadDb } from '../../../db/database.ts'
import type { Secrets } from '../../auth/index.ts'
import { findBots } from './repository.ts'
import { toKeyAndStreams, toServices, toWireBot } from './wire.ts'

type Payload = Readonly<Record<string, unknown>>

/** Whether an event of `realm_bot` leaves out what only its reading may say. */
export function lacksSecrets(payload: Payload | null): boolean {
  const bot = payload?.['bot'] as Payload | undefined
  return payload?.['op'] === 'add' || bot?.['api_key'] === null || bot?.['services'] === null
}

/** The event with the bot as it is now; undefined when the reader may not administer it, or no more. */
export async function fillBotEvent(
  db: ReadDb,
  secrets: Secrets,
  reader: number,
  payload: Payload,
): Promise<Payload | undefined> {
  const { user_id: id } = payload['bot'] as { user_id: number }
  const [row] = await findBots(db, { id, administeredBy: reader })
  if (!row) return undefined
  if (payload['op'] === 'add') return { op: 'add', bot: toWireBot(row, secrets) }
  const isKey = 'api_key' in (payload['bot'] as Payload)
  const changed = isKey ? { api_key: toKeyAndStreams(row, secrets)['api_key'] } : { services: toServices(row, secrets) }
  return { op: 'update', bot: { user_id: id, ...changed } }
}

/** `realm_bots` of /register. */
export async function readBots(db: ReadDb, secrets: Secrets, me: number): Promise<Record<string, unknown>[]> {
  return (await findBots(db, { administeredBy: me })).map((row) => toWireBot(row, secrets))
}
