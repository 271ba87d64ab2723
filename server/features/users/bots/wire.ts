import type { Secrets } from '../../auth/index.ts'
import { avatarUrl } from '../avatar.ts'
import type { BotRow } from './repository.ts'

const OUTGOING = 3

/** A bot as `realm_bots` of https://zulip.com/api/register-queue shows one to who may administer it. */
export function toWireBot(row: BotRow, secrets: Secrets): Record<string, unknown> {
  return {
    user_id: row.id,
    email: row.email,
    full_name: row.full_name,
    bot_type: row.bot_type,
    is_active: row.is_active,
    ...toKeyAndStreams(row, secrets),
    owner_id: row.owner_id,
    services: toServices(row, secrets),
  }
}

/** What making a bot answers, and a part of every other answer. */
export function toKeyAndStreams(row: BotRow, secrets: Secrets): Record<string, unknown> {
  return {
    api_key: row.api_key_sealed ? secrets.open(row.id, row.api_key_sealed) : '',
    default_sending_stream: row.default_sending_stream,
    default_events_register_stream: row.default_events_register_stream,
    default_all_public_streams: row.default_all_public_streams,
    avatar_url: avatarUrl(row),
  }
}

/** Where an outgoing webhook posts to: one entry for those, none for others. */
export function toServices(row: BotRow, secrets: Secrets): Record<string, unknown>[] {
  if (row.bot_type !== OUTGOING || !row.token_sealed) return []
  return [{ base_url: row.base_url ?? '', interface: row.interface, token: secrets.open(row.id, row.token_sealed) }]
}
