import type { Database } from '../../../server/db/database.ts'
import { createRandom } from '../../support/random.ts'
import { createText } from './words.ts'

/** How large an organization is made. */
export interface Size {
  readonly users: number
  readonly streams: number
  readonly messages: number
}

const BATCH = 5_000
const TOPICS_EACH = 50
/** Of a hundred messages, so many go to two people. */
const DIRECT = 10

/**
 * Fills an organization that has its first people with more of everything, straight into the tables: what the actions would
 * have left. The first streams and people are the busiest; everybody is in the first stream and in a tenth of the others.
 */
export async function seed(db: Database, size: Size, onProgress: (messages: number) => void): Promise<void> {
  await insertUsers(db, size.users)
  const streams = await insertStreams(db, size.streams)
  await insertSubscriptions(db)
  const directs = await insertDirects(db)
  const topics = await insertTopics(db, streams)
  await insertMessages(db, size, { streams, topics, directs }, onProgress)
  await markMostRead(db)
  await db.query('analyze')
}

async function insertUsers(db: Database, users: number): Promise<void> {
  await db.query(`insert into user_account (email, delivery_email, full_name, role)
    select 'seed' || i || '@acme.test', 'seed' || i || '@acme.test', 'Seed ' || i, 400
    from generate_series((select count(*) + 1 from user_account), ${users}) i`)
}

async function insertStreams(db: Database, streams: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `with r as (insert into recipient (kind) select 1 from generate_series(1, ${streams}) returning id)
     insert into stream (id, name, invite_only, history_public_to_subscribers)
     select id, 'seed ' || id, id % 5 = 0, true from r returning id`,
  )
  return rows.map(({ id }) => id).sort((a, b) => a - b)
}

async function insertSubscriptions(db: Database): Promise<void> {
  const pairs = `from user_account u cross join stream s where s.name like 'seed %'
    and (s.id = (select min(id) from stream where name like 'seed %') or (u.id * 7919 + s.id * 104729) % 10 = 0)`
  await db.query(`insert into subscription (user_id, recipient_id) select u.id, s.id ${pairs} on conflict do nothing`)
  await db.query(`insert into subscription_period select u.id, s.id, int8range(0, null), int8range(0, null) ${pairs}`)
  await db.query(
    `insert into read_state select u.id, s.id, 0, null, '{[0,)}'::int8multirange ${pairs} on conflict do nothing`,
  )
}

/** Conversations of neighbours. */
async function insertDirects(db: Database): Promise<number[]> {
  const rows = await db.query<{ id: number; member_ids: number[] }>(
    `with pair as (select id as a, lead(id) over (order by id) as b, row_number() over (order by id) as n from user_account),
     r as (insert into recipient (kind) select 2 from pair where b is not null returning id),
     numbered as (select id, row_number() over (order by id) as n from r)
     insert into direct_group (id, member_ids) select numbered.id, array[a, b] from numbered join pair using (n)
     on conflict do nothing returning id, member_ids`,
  )
  const ids = rows.map(({ id }) => id)
  const members = 'from direct_group d cross join unnest(d.member_ids) u where d.id = any ($1)'
  await db.query(`insert into direct_group_member select u, d.id ${members}`, [ids])
  await db.query(`insert into read_state select u, d.id, 0, null, '{[0,)}'::int8multirange ${members}`, [ids])
  return ids
}

async function insertTopics(db: Database, streams: readonly number[]): Promise<Map<number, number[]>> {
  const rows = await db.query<{ id: number; recipient_id: number }>(
    `insert into topic (recipient_id, name) select s, 'topic ' || t
     from unnest($1::int[]) s cross join generate_series(1, ${TOPICS_EACH}) t returning id, recipient_id`,
    [streams],
  )
  const topics = new Map<number, number[]>()
  for (const { id, recipient_id } of rows) topics.set(recipient_id, [...(topics.get(recipient_id) ?? []), id])
  return topics
}

interface Places {
  readonly streams: readonly number[]
  readonly topics: ReadonlyMap<number, readonly number[]>
  readonly directs: readonly number[]
}

async function insertMessages(
  db: Database,
  { users, messages }: Size,
  { streams, topics, directs }: Places,
  onProgress: (messages: number) => void,
): Promise<void> {
  const random = createRandom(1)
  const text = createText(random)
  // Squared: the first of a list is chosen most often.
  const choose = <T>(list: readonly T[]) => list[Math.floor(random() ** 2 * list.length)] as T
  for (let done = 0; done < messages; done += BATCH) {
    const recipients: number[] = []
    const topicIds: number[] = []
    const senders: number[] = []
    const contents: string[] = []
    for (let i = 0; i < Math.min(BATCH, messages - done); i++) {
      const isDirect = random() * 100 < DIRECT
      const recipient = choose(isDirect ? directs : streams)
      recipients.push(recipient)
      topicIds.push(isDirect ? 0 : choose(topics.get(recipient) ?? []))
      senders.push(1 + Math.floor(random() ** 2 * users))
      contents.push(text(4 + Math.floor(random() ** 3 * 60)))
    }
    await db.query(
      `insert into message (id, recipient_id, topic_id, sent_recipient_id, sender_id, date_sent, content, rendered)
       select nextval('message_id_seq'), r, t, r, s, now() - (${messages - done} - n) * interval '30 s', c, '<p>' || c || '</p>'
       from unnest($1::int[], $2::int[], $3::int[], $4::text[]) with ordinality x(r, t, s, c, n) order by n`,
      [recipients, topicIds, senders, contents],
    )
    onProgress(done + recipients.length)
  }
  await db.query('update topic set vector = vector')
  for (let taken = 1; taken > 0; ) {
    const [row] = await db.query<{ count: number }>('select index_messages(20000) as count', [])
    taken = row?.count ?? 0
  }
}

/** Most people have read all but the last thousand messages; every tenth is far behind. */
async function markMostRead(db: Database): Promise<void> {
  await db.query(`update read_state set unread = int8multirange(int8range((select max(id) - 1000 from message), null))
    where user_id % 10 <> 0`)
}
