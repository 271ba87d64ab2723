import type { Database, ReadDb } from '../../db/database.ts'
import { IS_OPEN } from '../../db/is-open.ts'

/** Something that a bot is to be told. */
export interface Waiting {
  readonly id: number
  readonly bot_id: number
  readonly message_id: number
  readonly trigger: 'mention' | 'direct_message'
  /** Which this is, from 1. */
  readonly attempts: number
}

/** Messages looked at in one step. */
const STEP = 2_000
/** A step is written down when it found something, or has come so far. */
const NOTE_EVERY = 10_000
/** What waits for one bot: when it does not answer, the rest is not told it. */
const MAX_WAITING = 500
/** Longer than a post and what follows it can take. */
const LEASE_SECONDS = 60

/** While the organization is closed nothing leaves it; what waits, waits for it to be opened again. */

/** Where the next look begins; what an earlier run saw and did not note is seen again. */
export async function readLookedTo(db: ReadDb): Promise<number> {
  const [row] = await db.query<{ looked_to: number }>('select looked_to from outgoing_state')
  return row?.looked_to ?? 0
}

const NOTHING = { newest: 0, seen: 0, has_bots: false, is_waiting: false }

export interface Looked {
  /** Up to there all has been looked at. */
  readonly to: number
  /** There was nothing behind it. */
  readonly isAll: boolean
  /** There is something to be told, now or later. */
  readonly isWaiting: boolean
}

/**
 * Queues what people said to outgoing webhooks in messages after `from`: by name in a stream, or directly. Message ids rise
 * in the order of commits, so nothing is passed over. What a bot says is told to no bot, or two could answer each other for
 * ever; nor is a bot told what it may not read.
 */
export async function look(db: Database, from: number): Promise<Looked> {
  // One statement: in an office without such bots it is all that a message costs.
  const [state = NOTHING] = await db.query<typeof NOTHING>(
    `select coalesce(max(id), $1) as newest, count(*) as seen, exists (select from outgoing_message) as is_waiting,
       exists (select from bot b join user_account u on u.id = b.user_id where u.bot_type = 3 and u.is_active) as has_bots
     from (select id from message where id > $1 and ${IS_OPEN} order by id limit $2) m`,
    [from, STEP],
  )
  const to = state.newest
  const found = to > from && state.has_bots && (await findAddressed(db, from, to)).length > 0
  const looked = { to, isAll: state.seen < STEP, isWaiting: found || state.is_waiting }
  if (found || to % NOTE_EVERY < from % NOTE_EVERY || to - from >= NOTE_EVERY) await queue(db, from, to)
  return looked
}

/** Queues what is said between the two, and notes that it was looked at. */
async function queue(db: Database, from: number, to: number): Promise<void> {
  await db.withTransaction(async (tx) => {
    // Two nodes that look at once: the second finds that all is done.
    const [row] = await tx.query<{ looked_to: number }>('select looked_to from outgoing_state for update')
    const start = Math.max(from, row?.looked_to ?? 0)
    for (const { bot, message, trigger } of await findAddressed(tx, start, to)) {
      await tx.query(
        `insert into outgoing_message (bot_id, message_id, trigger) select $1, $2, $3
         where (select count(*) from outgoing_message where bot_id = $1) < $4 on conflict do nothing`,
        [bot, message, trigger, MAX_WAITING],
      )
    }
    await tx.query('update outgoing_state set looked_to = greatest(looked_to, $1)', [to])
  })
}

interface Addressed {
  readonly bot: number
  readonly message: number
  readonly trigger: Waiting['trigger']
}

/**
 * Who is called by name is read from the rendered text: flags are kept for subscribers alone, and a bot is called in streams
 * where it is none. People cannot write the `<` of the tag, but all that follows it.
 */
function findAddressed(db: ReadDb, from: number, to: number): Promise<Addressed[]> {
  return db.query<Addressed>(
    `with bot_account as materialized (select id from user_account where bot_type = 3 and is_bot and is_active),
       fresh as materialized (select m.id, m.recipient_id, m.arrival_id, m.topic_id, m.rendered from message m
         join user_account u on u.id = m.sender_id where m.id > $1 and m.id <= $2 and not u.is_bot)
     select b.id as bot, m.id as message, 'direct_message' as trigger
     from fresh m join direct_group_member g on g.recipient_id = m.recipient_id join bot_account b on b.id = g.user_id
     where m.topic_id = 0
     union
     select b.id, m.id, 'mention'
     from fresh m cross join lateral regexp_matches(m.rendered, '<span class="user-mention" data-user-id="(\\d{1,9})">', 'g') named(id)
       join bot_account b on b.id = named.id[1]::int
     where m.topic_id <> 0 and m.rendered like '%"user-mention"%'
       and may_read(b.id, m.id, m.recipient_id, m.arrival_id, m.topic_id)
     order by 2, 1`,
    [from, to],
  )
}

/** Takes the oldest that is due and whose bot is not busy; for a while it is nobody else's. */
export async function take(db: Database, busy: readonly number[]): Promise<Waiting | undefined> {
  const [row] = await db.query<Waiting>(
    `update outgoing_message set attempts = attempts + 1, due_at = now() + make_interval(secs => $2)
     where id = (select id from outgoing_message where due_at <= now() and bot_id <> all ($1) and ${IS_OPEN} order by id
       for update skip locked limit 1)
     returning id, bot_id, message_id, trigger, attempts`,
    [busy, LEASE_SECONDS],
  )
  return row
}

export async function putBack(db: Database, id: number, seconds: number): Promise<void> {
  await db.query('update outgoing_message set due_at = now() + make_interval(secs => $2) where id = $1', [id, seconds])
}

export async function remove(db: Database, id: number): Promise<void> {
  await db.query('delete from outgoing_message where id = $1', [id])
}

/** Milliseconds until the next one is due whose bot is not busy; undefined: none waits. */
export async function findNextDue(db: ReadDb, busy: readonly number[]): Promise<number | undefined> {
  const [row] = await db.query<{ ms: number | null }>(
    `select extract(epoch from min(due_at) - now())::float * 1000 as ms from outgoing_message
     where bot_id <> all ($1) and ${IS_OPEN}`,
    [busy],
  )
  return row?.ms ?? undefined
}
