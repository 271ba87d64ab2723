import type { ReadDb } from '../../db/database.ts'
import type { TopicLinks } from '../../delivery/core.ts'
import { UNKNOWN_NAME, unknownAddress } from '../sight/index.ts'
import { avatarUrl } from '../users/index.ts'
import { IS_UNREAD } from './unread.ts'
import { firstSubmessage } from './widgets.ts'
import { TOPIC_MENTIONED } from './wildcards.ts'

/** What a message is to everybody. */
interface SharedRow {
  readonly id: number
  readonly recipient_id: number
  readonly topic_id: number
  readonly sender_id: number
  readonly content: string
  readonly rendered: string
  readonly at: number
  readonly subject: string | null
  readonly stream_name: string | null
  readonly client_name: string | null
  readonly sender_email: string
  readonly sender_full_name: string
  readonly sender_avatar_version: number
  readonly people: { id: number; email: string; full_name: string; is_mirror_dummy: boolean }[] | null
  readonly wildcard_mention: number
  readonly unread_by_sender: boolean
  /** Newest first; null: never changed. */
  readonly history: readonly HistoryEntry[] | null
  readonly reactions: readonly object[] | null
  readonly submessages: readonly object[] | null
}

/** What it is to one reader besides. */
export interface ReaderRow {
  /** message_flag of the reader */
  readonly flags: number
  readonly is_unread: boolean
  readonly group_mentioned: boolean
  readonly topic_mentioned: boolean
}

/** To a guest, whether the sender is out of their sight. */
interface Seen {
  readonly is_sender_hidden?: boolean
}

export type MessageRow = SharedRow & ReaderRow & Seen

/** A new message, and to whom it is something special. */
export interface NewMessageRow extends SharedRow {
  /** message_flag of those who have one */
  readonly flagged: readonly (readonly [user: number, flags: number])[]
  readonly group_members: readonly number[]
  readonly topic_members: readonly number[]
  readonly muted_by: readonly number[]
}

/** One change of a message, as the database keeps it. */
export interface HistoryEntry {
  readonly user_id: number
  /** Seconds since 1970, with fractions: they order changes within a second. */
  readonly at: number
  readonly prev_content?: string
  readonly prev_rendered_content?: string
  readonly prev_topic?: string
  readonly topic?: string
  readonly prev_stream?: number
  readonly stream?: number
}

const SHARED = `m.id, m.recipient_id, m.topic_id, m.sender_id, m.content, m.rendered, floor(extract(epoch from m.date_sent))::int as at,
  t.name as subject, s.name as stream_name, c.name as client_name, u.email as sender_email, u.full_name as sender_full_name,
  u.avatar_version as sender_avatar_version,
  case when m.topic_id = 0 then (select json_agg(json_build_object('id', p.id, 'email', p.email, 'full_name', p.full_name,
    'is_mirror_dummy', false) order by p.id) from direct_group_member g join user_account p on p.id = g.user_id
    where g.recipient_id = m.recipient_id) end as people,
  m.wildcard_mention, m.unread_by_sender,
  (select json_agg(json_build_object('emoji_name', r.emoji_name, 'emoji_code', r.emoji_code, 'reaction_type', r.reaction_type,
    'user_id', r.user_id) order by r.at, r.user_id) from reaction r where r.message_id = m.id) as reactions,
  (select json_agg(json_build_object('id', x.id, 'message_id', x.message_id, 'sender_id', x.sender_id, 'msg_type', x.msg_type,
    'content', x.content) order by x.id) from submessage x where x.message_id = m.id) as submessages`

/** Not where the organization keeps what was there before to itself. */
const MAY_SHOW_HISTORY = `coalesce((select (o.settings->>'allow_edit_history')::boolean from organization o), true)`
/**
 * SQL: what was changed of the message `m`, the newest change first; null: nothing, or it is kept to itself. Most messages
 * were never changed: calling the function for them would cost as much as all else.
 */
export const WHOLE_HISTORY = `case when (m.edit_history is not null or exists (select from topic_change c
    where c.topic_id = m.topic_id and c.message_limit >= m.id and c.id > m.topic_change_base)) and ${MAY_SHOW_HISTORY}
  then message_history(m.topic_id, m.id, m.topic_change_base, m.edit_history) end`
/** With the texts of the newest two changes alone: a message that was edited a hundred times is 8 MB with all. */
const LISTED_HISTORY = `(select jsonb_agg(case when n <= 2 then e else e - 'prev_content' - 'prev_rendered_content' end order by n)
  from jsonb_array_elements(${WHOLE_HISTORY}) with ordinality h(e, n))`

const BESIDE = `join user_account u on u.id = m.sender_id
  left join topic t on t.id = m.topic_id
  left join stream s on s.id = m.recipient_id
  left join client c on c.id = m.client_id`

/**
 * Messages by id as one reader sees them; only those the reader may see.
 * @param history `listed`: older changes come without their texts
 */
export function findMessages(
  db: ReadDb,
  reader: number,
  ids: readonly number[],
  history: 'whole' | 'listed' = 'whole',
): Promise<MessageRow[]> {
  return db.query<MessageRow>(
    `select ${SHARED}, ${history === 'whole' ? WHOLE_HISTORY : LISTED_HISTORY} as history, coalesce(f.flags, 0) as flags,
       exists (select from group_mention g join user_group_period p on p.group_id = g.group_id and p.messages @> g.message_id
         where g.message_id = m.id and p.user_id = $1) as group_mentioned,
       ${TOPIC_MENTIONED} as topic_mentioned,
       ${IS_UNREAD} as is_unread, m.sender_id = any (array(select h from hidden_people($1) h)) as is_sender_hidden
     from unnest($2::bigint[]) i
     cross join lateral (select * from message x where x.id = i offset 0) m
     ${BESIDE}
     left join message_flag f on f.user_id = $1 and f.message_id = m.id
     where may_read($1, m.id, m.recipient_id, m.arrival_id, m.topic_id) order by m.id`,
    [reader, ids],
  )
}

/** Messages that were just sent, for all their readers at once; whether one may see them is the caller's to know. */
export function findNewMessages(db: ReadDb, ids: readonly number[]): Promise<NewMessageRow[]> {
  return db.query<NewMessageRow>(
    `select ${SHARED}, ${WHOLE_HISTORY} as history,
       coalesce((select json_agg(json_build_array(f.user_id, f.flags)) from message_flag f where f.message_id = m.id), '[]') as flagged,
       array(select p.user_id from group_mention g join user_group_period p on p.group_id = g.group_id
         and p.messages @> g.message_id where g.message_id = m.id) as group_members,
       coalesce(m.called, '{}') as topic_members,
       array(select q.user_id from muted_user q where q.muted_id = m.sender_id and q.messages @> m.id) as muted_by
     from unnest($1::bigint[]) i
     -- What was moved meanwhile has other readers.
     cross join lateral (select * from message x where x.id = i and x.arrival_id is null offset 0) m
     ${BESIDE}`,
    [ids],
  )
}

/** A message as https://zulip.com/api/get-messages shows one, without flags. */
export function toWireMessage(
  row: SharedRow & Seen,
  applyMarkdown: boolean,
  linksOf: TopicLinks,
): Record<string, unknown> {
  return {
    id: row.id,
    content: applyMarkdown ? row.rendered : row.content,
    content_type: applyMarkdown ? 'text/html' : 'text/x-markdown',
    sender_id: row.sender_id,
    sender_email: row.is_sender_hidden ? unknownAddress(row.sender_id) : row.sender_email,
    sender_full_name: row.is_sender_hidden ? UNKNOWN_NAME : row.sender_full_name,
    sender_realm_str: '',
    client: row.client_name ?? 'website',
    avatar_url: avatarUrl({ id: row.sender_id, avatar_version: row.sender_avatar_version }),
    recipient_id: row.recipient_id,
    ...toWirePlace(row),
    topic_links: row.subject === null ? [] : linksOf(row.subject),
    submessages: [...firstSubmessage(row.id, row.sender_id, row.content), ...(row.submessages ?? [])],
    reactions: row.reactions ?? [],
    is_me_message: row.content.startsWith('/me '),
    timestamp: row.at,
    ...toWireChanges(row.history),
  }
}

function toWirePlace(row: SharedRow): Record<string, unknown> {
  if (row.stream_name === null) {
    return { type: 'private', display_recipient: row.people ?? [], subject: '' }
  }
  const { stream_name: display_recipient, recipient_id: stream_id } = row
  return { type: 'stream', display_recipient, stream_id, subject: row.subject ?? '' }
}

function toWireChanges(history: SharedRow['history']): Record<string, unknown> {
  if (!history) return {}
  return { edit_history: history.map(toWireHistory), last_edit_timestamp: Math.floor(history[0]?.at ?? 0) }
}

/** An entry of `edit_history` as https://zulip.com/api/get-messages shows one. */
function toWireHistory({ at, ...entry }: HistoryEntry): Record<string, unknown> {
  return { ...entry, timestamp: Math.floor(at) }
}

/** Names of the flags a message has for its reader. */
export function toWireFlags(row: ReaderRow & Pick<SharedRow, 'wildcard_mention'>): string[] {
  const flags: string[] = []
  if (!row.is_unread) flags.push('read')
  if (row.flags & 2) flags.push('starred')
  if (row.flags & 4) flags.push('collapsed')
  if (row.flags & 8 || row.group_mentioned) flags.push('mentioned')
  if (row.flags & 16) flags.push('has_alert_word')
  if (row.wildcard_mention === 1) flags.push('wildcard_mentioned', 'stream_wildcard_mentioned')
  if (row.topic_mentioned) flags.push('wildcard_mentioned', 'topic_wildcard_mentioned')
  return flags
}
