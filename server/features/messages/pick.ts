import type { ReadDb } from '../../db/database.ts'
import { all, HERE, hasWords, inTopics, type NarrowSql, queryOf } from './narrow/index.ts'

/** SQL: lies the message of `m` in one of the places? */
const IN_PLACE = `exists (select from mine x where x.recipient_id = m.recipient_id and (
  x.arrived is not true and (x.arrived is null or m.arrival_id is null) and m.id >= x.lo and m.id < x.hi
  or x.arrived and m.arrival_id is not null and m.arrival_id >= x.lo and m.arrival_id < x.hi))`

/** So many ids next to the border are looked at first: what there is much of has enough there, and all would be much. */
const NEAR = 20_000
/**
 * Candidates that are all looked at if need be. Where there are more, walking through the places finds some sooner, and
 * sooner yet what is unread.
 */
const fewOf = ({ isUnread }: NarrowSql) => (isUnread ? 1_000 : 20_000)
/** Words found so seldom next to the border are hardly elsewhere: looked up once, not once for each place. */
const SELDOM = 8
const RARE = 1_000

/** For so many words, and in so many topics with some of them, the others are looked for below: more would take long. */
const SPLIT_WORDS = 20
const SPLIT_TOPICS = 1_000

/** Which of the ids beyond the border are looked at: those next to it, all if there are no more than `RARE`, or all. */
type Reach = 'near' | 'rare' | 'all'

/**
 * Begins with what the words or the flags name, where that is less than all there is in the places.
 * @returns undefined: it is more
 */
export async function pickIds(
  db: ReadDb,
  n: NarrowSql,
  border: bigint,
  isUp: boolean,
  limit: number,
): Promise<number[] | undefined> {
  const pick = (reach: Reach) => pickWithin(db, n, { border, reach }, isUp, limit)
  const near = await pick('near')
  if (near && near.length >= limit) return near
  const rare = n.search !== undefined && near && near.length < SELDOM ? await pick('rare') : undefined
  return rare ?? pick('all')
}

/** @returns undefined: there are too many candidates */
async function pickWithin(
  db: ReadDb,
  n: NarrowSql,
  { border, reach }: { border: bigint; reach: Reach },
  isUp: boolean,
  limit: number,
): Promise<number[] | undefined> {
  const values = [...n.values]
  const add = (value: unknown) => `$${values.push(value)}`
  const given = `${add(border.toString())}::bigint`
  // The newest page begins beyond the newest message.
  const edge = isUp ? `select ${given}` : `select least(${given}, (select last_value + 1 from message_id_seq))`
  const from = '(select id from edge)'
  const way = isUp ? 'asc' : 'desc'
  const beyond = (id: string) => `${id} ${isUp ? '>' : '<'} ${from}`
  const near = (id: string) => (isUp ? `${id} < ${from} + ${NEAR}` : `${id} >= ${from} - ${NEAR}`)
  // Not said where it does not bind: Postgres would walk through all ids to see to it.
  const within = (id: string) => (reach === 'near' ? `${beyond(id)} and ${near(id)}` : beyond(id))
  const hits = n.candidates?.(within, add) ?? searchHits(n.search, reach, within, add)
  const few = n.candidates ? fewOf(n) : reach === 'rare' ? RARE : undefined
  const bound = few === undefined ? '' : `limit ${few + 1}`
  const rows = await db.query<{ id: number | null }>(
    // The nearest first, so that no more of them are looked at than a page needs.
    `with reader as (select $1::int), edge(id) as materialized (${edge}), mine(recipient_id, lo, hi, arrived) as materialized (${n.places}),
     hit(id) as materialized (select * from (${hits}) x ${bound}),
     size(is_few) as materialized (select ${few === undefined ? 'true' : `count(*) <= ${few} from hit`})
     select null::bigint as id from size where not is_few
     union all
     (select h.id from (select distinct id from hit order by id ${way} offset 0) h
     cross join lateral (select * from message where message.id = h.id offset 0) m
     where (select is_few from size) and ${IN_PLACE} ${all(n)} order by h.id ${way} limit ${add(limit)}::int)`,
    values,
    'built',
  )
  const ids = rows.flatMap(({ id }) => id ?? [])
  return ids.length < rows.length ? undefined : ids
}

/**
 * From the words to their messages: in the index, by their topics, by topics that have some of the words and texts that
 * have the others, and among those that the index has not reached.
 */
function searchHits(
  words: string | undefined,
  reach: Reach,
  within: (id: string) => string,
  add: (value: unknown) => string,
): string {
  // The index has a list of each word's messages in each place, and the index is searched anew for every place.
  const here = reach === 'rare' ? '' : `and recipient_id = ${HERE}`
  const query = '(select query from asked)'
  return `with asked(query) as materialized (select ${queryOf(add(words))})
    select message_id from message_search where vector @@ ${query} ${here} and ${within('message_id')}
    union all ${inTopics(() => `t.vector @@ ${query}`)(within, add)}
    union all select s.message_id from (
      select t.recipient_id, search_rest(${query}, t.vector) as rest, array_agg(t.id) as topics from (
        select * from topic t where numnode(${query}) between 2 and ${SPLIT_WORDS * 2} and t.recipient_id = ${HERE}
          and t.vector @@ search_any(${query}) and not t.vector @@ ${query} order by id desc limit ${SPLIT_TOPICS}) t
      group by 1, 2) p
      cross join lateral (select message_id, vector from message_search where recipient_id = p.recipient_id
        and vector @@ p.rest and querytree(p.rest) not in ('T', '') and ${within('message_id')} offset 0) s
      where exists (select from message m join topic t on t.id = m.topic_id
        where m.id = s.message_id and m.topic_id = any (p.topics) and (t.vector || s.vector) @@ ${query})
    union all select id from message m where id > (select upto from search_state) and ${within('id')} and ${hasWords(query)}`
}
