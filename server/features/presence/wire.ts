import type { PresenceRow } from './repository.ts'

/** Whoever was active this close to their last connection counts as active in the legacy form, in seconds. */
const ACTIVE_WITHIN = 70

interface LegacyPresence {
  readonly client: 'website'
  readonly status: 'active' | 'idle'
  readonly timestamp: number
  readonly pushable: false
}

/** `presences` of https://zulip.com/api/update-presence: by id in the modern form, by e-mail address in the legacy one. */
export function toWirePresences(rows: readonly PresenceRow[], isModern: boolean): Record<string, unknown> {
  if (!isModern) return Object.fromEntries(rows.map((row) => [row.email, toLegacyClients(row)]))
  return Object.fromEntries(
    rows.map((row) => [
      row.id,
      {
        ...(row.active === null ? {} : { active_timestamp: row.active }),
        ...(row.connected === null ? {} : { idle_timestamp: row.connected }),
      },
    ]),
  )
}

function toLegacyClients(row: PresenceRow): Record<string, Partial<LegacyPresence>> {
  const website = toLegacy(row.active, row.connected)
  const { pushable, ...aggregated } = website
  return { aggregated, website }
}

/** https://zulip.com/api/get-user-presence: without what tells of the client. */
export function toWirePresence(row: PresenceRow): Record<string, unknown> {
  const { status, timestamp } = toLegacy(row.active, row.connected)
  return { aggregated: { status, timestamp }, website: { status, timestamp } }
}

export function toLegacy(active: number | null, connected: number | null): LegacyPresence {
  const last = connected ?? 0
  const isActive = active !== null && active + ACTIVE_WITHIN >= last
  return {
    client: 'website',
    status: isActive ? 'active' : 'idle',
    timestamp: isActive ? active : last,
    pushable: false,
  }
}
