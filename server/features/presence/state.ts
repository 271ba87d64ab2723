import type { ReadDb } from '../../db/database.ts'
import { readRealmSettings } from '../realm-settings/index.ts'
import type { Presences } from './presences.ts'
import { HISTORY_DAYS } from './timing.ts'
import { toWirePresences } from './wire.ts'

export interface PresenceQuery {
  readonly viewer: number
  readonly isModern: boolean
  /** What the caller has already; undefined or ≤ 0: nothing. */
  readonly lastUpdate?: number | undefined
  readonly historyDays?: number | undefined
}

/** `presences` with the fields beside them, as /register and https://zulip.com/api/update-presence answer them. */
export async function readPresences(
  db: ReadDb,
  presences: Presences,
  { viewer, isModern, lastUpdate = -1, historyDays = HISTORY_DAYS }: PresenceQuery,
): Promise<Record<string, unknown>> {
  const now = Date.now() / 1000
  const isHidden = (await readRealmSettings(db)).presence_disabled
  const rows = isHidden
    ? []
    : await presences.read(db, {
        viewer,
        ...(lastUpdate > 0 ? { after: lastUpdate } : { since: now - historyDays * 86_400 }),
      })
  return {
    presences: toWirePresences(rows, isModern),
    presence_last_update_id: rows.reduce((last, row) => Math.max(last, row.update_id), lastUpdate),
    server_timestamp: now,
  }
}
