import type { ReadDb } from '../../db/database.ts'
import { IS_OPEN } from '../../db/is-open.ts'

export interface ScheduledRow {
  readonly id: number
  readonly user_id: number
  /** One stream, or the other people of a conversation. */
  readonly recipients: number[]
  /** null: direct message */
  readonly topic: string | null
  readonly content: string
  readonly rendered: string
  /** Seconds since 1970. */
  readonly deliver_at: number
  /** null: as is usual for the program */
  readonly read_by_sender: boolean | null
  readonly client: string
  readonly token: string
  readonly failed: boolean
}

export const SCHEDULED = `id, user_id, recipients, topic, content, rendered, floor(extract(epoch from deliver_at))::bigint as deliver_at,
  read_by_sender, client, token, state = 2 as failed`

/** A user's messages to come, or the one with this id, the next first. */
export function findScheduled(db: ReadDb, user: number, id?: number): Promise<ScheduledRow[]> {
  return db.query<ScheduledRow>(
    `select ${SCHEDULED} from scheduled_message where user_id = $1 and ($2::int is null or id = $2)
     order by scheduled_message.deliver_at, id`,
    [user, id ?? null],
  )
}

/** Ids of what should be sent by now, in the order of its times. */
export async function findDue(db: ReadDb, limit: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select id from scheduled_message where state < 2 and deliver_at <= now()
       and ${IS_OPEN} order by deliver_at, id limit $1`,
    [limit],
  )
  return rows.map((row) => row.id)
}

/** Milliseconds until the next one is due; undefined: there is none. */
export async function findNextDue(db: ReadDb): Promise<number | undefined> {
  const [row] = await db.query<{ ms: number | null }>(
    `select extract(epoch from min(deliver_at) - clock_timestamp())::float * 1000 as ms from scheduled_message
     where state < 2 and ${IS_OPEN}`,
    [],
  )
  return row?.ms ?? undefined
}
