import type { Database } from '../../server/db/database.ts'
import type { Send } from '../../server/db/writer.ts'

/** Members 1…count, straight into the tables: for tests of the core below the actions. */
export async function insertMembers(db: Database, count: number): Promise<void> {
  await db.query(`insert into user_account (email, delivery_email, full_name, role)
    select 'u' || i || '@acme.test', 'u' || i || '@acme.test', 'User ' || i, 400 from generate_series(1, ${count}) i`)
}

/** A public stream whose subscribers are users 1…subscribers, from now on. Answers its id. */
export async function insertStream(db: Database, name: string, subscribers: number): Promise<number> {
  const [row] = await db.query<{ id: number }>(
    `with r as (insert into recipient (kind) values (1) returning id)
     insert into stream (id, name) select id, $1 from r returning id`,
    [name],
  )
  const id = row?.id ?? 0
  const members = `from generate_series(1, ${subscribers}) u`
  const next = `(select last_value + 1 from message_id_seq)`
  await db.query(`insert into subscription (user_id, recipient_id) select u, ${id} ${members}`)
  await db.query(`insert into subscription_period select u, ${id}, int8range(${next}, null),
    int8range((select last_value + 1 from event_id_seq), null) ${members}`)
  await db.query(`insert into read_state select u, ${id}, 0, null, int8multirange(int8range(${next}, null)) ${members}`)
  return id
}

/** A direct-message group of these users. Answers its recipient id. */
export async function insertDirectGroup(db: Database, members: readonly number[]): Promise<number> {
  const [row] = await db.query<{ id: number }>(
    `with r as (insert into recipient (kind) values (2) returning id)
     insert into direct_group (id, member_ids) select id, $1::int[] from r returning id`,
    [[...members].sort((a, b) => a - b)],
  )
  const id = row?.id ?? 0
  await db.query(`insert into direct_group_member select u, ${id} from unnest($1::int[]) u`, [members])
  await db.query(`insert into read_state select u, ${id}, 0, null, '{[0,)}' from unnest($1::int[]) u`, [members])
  return id
}

/** A plain message with boring defaults. */
export function message(sender: number, recipient: number, topic: string | null, more: Partial<Send> = {}): Send {
  return {
    sender,
    recipient,
    topic,
    content: 'hello',
    rendered: '<p>hello</p>',
    wildcard: 0,
    mentions: [],
    groups: [],
    key: null,
    unread: false,
    client: 0,
    link: false,
    image: false,
    attachment: false,
    ...more,
  }
}

/** Ids that are unread for a user, by the rule of the core: unread range, and not their own unless made unread. */
export async function readUnread(db: Database, user: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `select m.id from read_state s cross join lateral unnest(s.unread) r cross join lateral (
       select id from message m where m.recipient_id = s.recipient_id and m.id >= lower(r)
         and m.id < coalesce(upper(r), 9223372036854775807) and (m.sender_id <> $1 or m.unread_by_sender)
         and not exists (select from muted_user q where q.user_id = $1 and q.muted_id = m.sender_id and q.messages @> m.id)
         offset 0) m
     where s.user_id = $1 order by 1`,
    [user],
  )
  return rows.map((row) => row.id)
}
