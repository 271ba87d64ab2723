import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import { readRealmSettings } from '../realm-settings/index.ts'
import type { Composed } from './compose.ts'

/** SQL: does `@**topic**` in the message of `m` call user $1? */
export const TOPIC_MENTIONED = '(m.wildcard_mention = 2 and $1 = any (m.called))'

/** The lowest role that mentions many people, by Zulip's `wildcard_mention_policy`. */
const LOWEST: Readonly<Record<number, number>> = { 1: 600, 2: 400, 3: 400, 5: 200, 6: 0, 7: 300 }

/** So few may be called by anybody. */
const FEW = 15

/**
 * Calling many people at once is for those whom the organization allows it.
 * @param topic null: a direct message
 * @returns whom `@**topic**` calls: who has spoken there so far
 * @throws {ApiError} STREAM_WILDCARD_MENTION_NOT_ALLOWED, TOPIC_WILDCARD_MENTION_NOT_ALLOWED
 */
export async function checkWildcards(
  db: ReadDb,
  actor: { readonly role: number },
  { wildcard }: Pick<Composed, 'wildcard'>,
  { recipient, topic }: { readonly recipient: number; readonly topic: string | null },
): Promise<{ called?: number[] }> {
  if (wildcard === 0) return {}
  const answer = wildcard === 2 ? { called: await findSpeakers(db, recipient, topic ?? '') } : {}
  const { wildcard_mention_policy: policy } = await readRealmSettings(db)
  if (actor.role <= (LOWEST[policy] ?? 0)) return answer
  if ((answer.called?.length ?? (await countSubscribers(db, recipient))) <= FEW) return answer
  const [code, what] =
    wildcard === 1
      ? (['STREAM_WILDCARD_MENTION_NOT_ALLOWED', 'channel wildcard mentions in this channel'] as const)
      : (['TOPIC_WILDCARD_MENTION_NOT_ALLOWED', 'topic wildcard mentions in this topic'] as const)
  throw new ApiError(code, `You do not have permission to use ${what}.`)
}

async function findSpeakers(db: ReadDb, recipient: number, topic: string): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select w.id from topic t cross join lateral (
       select distinct m.sender_id as id from message m where m.topic_id = t.id and m.topic_id <> 0 offset 0) w
     where t.recipient_id = $1 and lower(t.name) = lower($2)`,
    [recipient, topic],
  )
  return rows.map((row) => row.id)
}

/** Up to one more than a few. */
async function countSubscribers(db: ReadDb, recipient: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*) from (select from subscription where recipient_id = $1 and active limit ${FEW + 1}) x`,
    [recipient],
  )
  return row?.count ?? 0
}
