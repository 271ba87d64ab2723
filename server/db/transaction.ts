import type { Database, WriteTx } from './database.ts'
import type { StoredEvent } from './writer.ts'

/** An event about to be logged; its audience is decided when it is read (server/delivery/audience.ts). */
export type NewEvent = Omit<StoredEvent, 'id'>

/** The last message and event ids given out; whatever comes later is above them. */
export interface LastIds {
  readonly lastMessage: number
  readonly lastEvent: number
}

/** What a `do…` action writes through. */
export interface ActionTx extends WriteTx {
  /**
   * Takes the one lock that gives messages and events their order. Every row lock must be held already: from here to the
   * commit the action waits for nothing.
   */
  takeOrder(): Promise<LastIds>
  /** Appends an event in this transaction. */
  emit(event: NewEvent): void
}

/** Where committed events go, so that nobody has to read them back from the table. */
export interface EventSink {
  committed(events: readonly StoredEvent[]): void
}

/** SQLSTATEs of a transaction that lost against another and can be run again as it is. */
const LOST_RACE = new Set(['40001', '40P01'])
const ATTEMPTS = 4

/**
 * Runs an action: all its rows and events in one transaction, its events known to the log after the commit. `work` is
 * run again after a deadlock, so what it changes outside the transaction must not add up.
 */
export async function transact<T>(db: Database, log: EventSink, work: (tx: ActionTx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce(db, log, work)
    } catch (error) {
      const { code } = error as { code?: string }
      if (code === undefined || !LOST_RACE.has(code) || attempt === ATTEMPTS) throw error
    }
  }
}

async function attemptOnce<T>(db: Database, log: EventSink, work: (tx: ActionTx) => Promise<T>): Promise<T> {
  const pending: NewEvent[] = []
  const { result, ids } = await db.withTransaction(async (tx) => {
    let isOrdered = false
    const action: ActionTx = {
      ...tx,
      emit: (event) => pending.push(event),
      async takeOrder() {
        isOrdered = true
        await tx.query('select take_order()')
        const [last] = await tx.query<{ m: number; e: number }>(
          'select m.last_value as m, e.last_value as e from message_id_seq m, event_id_seq e',
        )
        return { lastMessage: last?.m ?? 0, lastEvent: last?.e ?? 0 }
      },
    }
    const result = await work(action)
    if (pending.length === 0) return { result, ids: [] }
    if (!isOrdered) await tx.query('select take_order()')
    const [row] = await tx.query<{ ids: number[] }>(
      `select append_events(array(select row(n, e->>'type', e->'audience', (select array_agg(u::int) from jsonb_array_elements_text(
         nullif(e->'users', 'null')) u), (e->>'recipient_id')::int, (e->>'message_id')::bigint, nullif(e->'payload', 'null'))::pending_event
         from jsonb_array_elements($1::jsonb) with ordinality as x(e, n) order by n)) as ids`,
      [JSON.stringify(pending)],
    )
    return { result, ids: row?.ids ?? [] }
  })
  log.committed(pending.map((event, i) => ({ id: ids[i] ?? 0, ...event })))
  return result
}
