import { MAX_USER_TOPICS, POLICY } from '../../contract/chat/user-topics.ts'
import { ApiError } from '../../contract/errors.ts'
import { type ActionTx, transact } from '../../db/transaction.ts'
import type { Core } from '../../delivery/core.ts'
import type { Actor } from '../../http/call.ts'
import { findMutedTopics, findStreamFor } from '../streams/index.ts'
import { emitTo } from '../users/index.ts'
import { USER_TOPIC } from './repository.ts'

/** One person's wish for one topic. */
export interface TopicWish {
  readonly stream: number
  readonly topic: string
  readonly policy: number
}

/** A wish can be taken back also where the actor has lost access. @throws {ApiError} for a channel out of sight */
export async function checkTopicWish(core: Core, actor: Actor, to: number | string, wish: Omit<TopicWish, 'stream'>) {
  const stream = await findStreamFor(core.db, actor.id, to)
  if (stream) return { ...wish, stream: stream.id }
  if (typeof to === 'string') throw new ApiError('BAD_REQUEST', `Invalid channel name '${to}'`)
  const [own] = await core.db.query('select 1 from user_topic where user_id = $1 and recipient_id = $2 limit 1', [
    actor.id,
    to,
  ])
  if (!own || wish.policy !== POLICY.none) throw new ApiError('BAD_REQUEST', 'Invalid channel ID')
  return { ...wish, stream: to }
}

/** Nothing happens when it is so already. @throws {ApiError} when the user has too many */
export async function doSetTopicPolicy(core: Core, user: number, wish: TopicWish): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const changed = wish.policy === POLICY.none ? await forget(tx, user, wish) : await note(tx, user, wish)
    if (!changed) return
    emitTo(tx, user, 'muted_topics', { muted_topics: await findMutedTopics(tx, user) })
    emitTo(tx, user, 'user_topic', changed)
  })
}

type Row = Readonly<Record<string, unknown>>

async function forget(tx: ActionTx, user: number, { stream, topic }: TopicWish): Promise<Row | undefined> {
  const [row] = await tx.query<Row>(
    `delete from user_topic where user_id = $1 and recipient_id = $2 and lower(topic) = lower($3)
     returning recipient_id as stream_id, topic as topic_name, 0 as visibility_policy,
       floor(extract(epoch from now()))::bigint as last_updated`,
    [user, stream, topic],
  )
  return row
}

async function note(tx: ActionTx, user: number, { stream, topic, policy }: TopicWish): Promise<Row | undefined> {
  await tx.query('select from user_account where id = $1 for no key update', [user])
  const [row] = await tx.query<Row>(
    `insert into user_topic as t (user_id, recipient_id, topic, policy, updated_at) values ($1, $2, $3, $4, now())
     on conflict (user_id, recipient_id, lower(topic)) do update set policy = excluded.policy, updated_at = now()
       where t.policy <> excluded.policy returning ${USER_TOPIC}`,
    [user, stream, topic, policy],
  )
  const [all] = await tx.query<{ n: number }>('select count(*)::int as n from user_topic where user_id = $1', [user])
  if ((all?.n ?? 0) > MAX_USER_TOPICS) {
    throw new ApiError('BAD_REQUEST', `You can have preferences for at most ${MAX_USER_TOPICS} topics.`)
  }
  return row
}

/** What somebody is to have without having said so. */
export interface AutomaticWish {
  readonly user: number
  readonly policy: number
  /** Also where they muted the topic themselves. */
  readonly evenMuted: boolean
}

/**
 * Makes a topic more visible, one row for each; never less. Who has too many topics has no more of them.
 * @param wishes one a user @returns what has changed, by user
 */
export async function doWishAutomatically(
  core: Core,
  { stream, topic }: Omit<TopicWish, 'policy'>,
  wishes: readonly AutomaticWish[],
): Promise<ReadonlyMap<number, number>> {
  const users = wishes.map(({ user }) => user)
  return transact(core.db, core.log, async (tx) => {
    // As whoever says so does: what they are about to say is waited for.
    await tx.query('select from user_account where id = any ($1) order by id for no key update', [users])
    const rows = await tx.query<Row & { user_id: number; visibility_policy: number; was_muted: boolean }>(
      `with before as (
         select w.*, o.policy as old from unnest($1::int[], $4::smallint[], $5::boolean[]) w(id, policy, even_muted)
         left join user_topic o on o.user_id = w.id and o.recipient_id = $2 and lower(o.topic) = lower($3))
       insert into user_topic as t (user_id, recipient_id, topic, policy, updated_at)
         select id, $2, $3, policy, now() from before
         where (even_muted or old is distinct from ${POLICY.muted})
           and (old is not null or (select count(*) from user_topic c where c.user_id = id) < ${MAX_USER_TOPICS})
         order by id
       on conflict (user_id, recipient_id, lower(topic)) do update set policy = excluded.policy, updated_at = now()
         where t.policy < excluded.policy
       returning user_id, ${USER_TOPIC}, (select old = ${POLICY.muted} from before where id = user_id) as was_muted`,
      [users, stream, topic, wishes.map(({ policy }) => policy), wishes.map(({ evenMuted }) => evenMuted)],
    )
    for (const { user_id: user, was_muted: wasMuted, ...row } of rows) {
      if (wasMuted) emitTo(tx, user, 'muted_topics', { muted_topics: await findMutedTopics(tx, user) })
      emitTo(tx, user, 'user_topic', row)
    }
    return new Map(rows.map((row) => [row.user_id, row.visibility_policy]))
  })
}

/**
 * A topic has got another name, or has gone into another topic, as a whole: what people wished of it they wish of that
 * one now. Who had a wish for both keeps the one that shows them more. Nothing happens while messages are left behind.
 */
export async function carryWishes(core: Core, stream: number, from: string, to: string): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const rows = await tx.query<Row & { readonly user_id: number }>(
      `with gone as (
         delete from user_topic where recipient_id = $1 and lower(topic) = lower($2) and not exists (
           select from topic where recipient_id = $1 and lower(name) = lower($2)) returning user_id, policy)
       insert into user_topic as t (user_id, recipient_id, topic, policy, updated_at)
         select user_id, $1, $3, policy, now() from gone order by user_id
       on conflict (user_id, recipient_id, lower(topic)) do update
         set policy = greatest(t.policy, excluded.policy), updated_at = now() returning user_id, ${USER_TOPIC}`,
      [stream, from, to],
    )
    for (const { user_id: user, ...row } of rows) {
      emitTo(tx, user, 'muted_topics', { muted_topics: await findMutedTopics(tx, user) })
      emitTo(tx, user, 'user_topic', { ...row, topic_name: from, visibility_policy: POLICY.none })
      emitTo(tx, user, 'user_topic', row)
    }
  })
}
