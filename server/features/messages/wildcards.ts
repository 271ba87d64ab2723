import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import { readRealmSettings } from '../realm-settings/index.ts'
import type { Composed } from './compose.ts'

/** SQL: does `@**topic**` in the message of `m` call user $1? Whoever has spoken in the topic takes part in it. */
export const TOPIC_MENTIONED = `(m.wildcard_mention = 2 and exists (select from message w where w.sender_id = $1
  and w.recipient_id = m.recipient_id and w.topic_id = m.topic_id and w.id < m.id))`

/** SQL: everybody whom it calls. */
export const TOPIC_MENTIONED_USERS = `case when m.wildcard_mention = 2 then array(
  select distinct w.sender_id from message w where w.topic_id = m.topic_id and w.id < m.id) else '{}' end`

/** The lowest role that mentions many people, by Zulip's `wildcard_mention_policy`. */
const LOWEST: Readonly<Record<number, number>> = { 1: 600, 2: 400, 3: 400, 5: 200, 6: 0, 7: 300 }

/** So few may be called by anybody. */
const FEW = 15

/**
 * Calling many people at once is for those whom the organization allows it.
 * @param topic undefined: as of now in no topic of its own
 * @throws {ApiError} STREAM_WILDCARD_MENTION_NOT_ALLOWED, TOPIC_WILDCARD_MENTION_NOT_ALLOWED
 */
export async function checkWildcards(
  db: ReadDb,
  actor: { readonly role: number },
  { wildcard }: Pick<Composed, 'wildcard'>,
  { recipient, topic }: { readonly recipient: number; readonly topic: string | null },
): Promise<void> {
  if (wildcard === 0) return
  const { wildcard_mention_policy: policy } = await readRealmSettings(db)
  if (actor.role <= (LOWEST[policy] ?? 0)) return
  const [row] = await db.query<{ count: number }>(
    wildcard === 1
      ? `select count(*) from (select from subscription where recipient_id = $1 and active and $2::text is not null limit ${FEW + 1}) x`
      : `select count(*) from (select distinct w.sender_id from topic t join message w on w.topic_id = t.id
           where t.recipient_id = $1 and lower(t.name) = lower($2) limit ${FEW + 1}) x`,
    [recipient, topic ?? ''],
  )
  if ((row?.count ?? 0) <= FEW) return
  const [code, what] =
    wildcard === 1
      ? (['STREAM_WILDCARD_MENTION_NOT_ALLOWED', 'channel wildcard mentions in this channel'] as const)
      : (['TOPIC_WILDCARD_MENTION_NOT_ALLOWED', 'topic wildcard mentions in this topic'] as const)
  throw new ApiError(code, `You do not have permission to use ${what}.`)
}
