import type { ReadDb } from '../../db/database.ts'
import type { NarrowSql } from './narrow/index.ts'

/** Ids of a narrow's messages beyond the border, the nearest first. */
export async function findIds(
  db: ReadDb,
  n: NarrowSql,
  border: bigint,
  isUp: boolean,
  limit: number,
): Promise<number[]> {
  const picked = n.search || n.candidates ? await pickIds(db, n, border, isUp, limit) : undefined
  return picked ?? walkIds(db, n, border, isUp, limit)
}

const all = ({ conditions }: NarrowSql) => conditions.map((condition) => `and ${condition}`).join(' ')

/** SQL: the places, as ranges of ids to walk through. What is unread is so in ranges, too. */
const WALKS = `select *, 0::bigint as low, 9223372036854775807 as high from mine`
const UNREAD_WALKS = `select x.*, lower(u) as low, coalesce(upper(u), 9223372036854775807) as high
  from mine x join read_state r on r.user_id = $1 and r.recipient_id = x.recipient_id cross join lateral unnest(r.unread) u`

/**
 * Each place gives its nearest, so the cost does not grow with history. A place holds what was sent there (`arrived`
 * false), what was moved there (true), or both (null).
 */
async function walkIds(db: ReadDb, n: NarrowSql, border: bigint, isUp: boolean, limit: number): Promise<number[]> {
  const way = isUp ? 'asc' : 'desc'
  const b = `$${n.values.length + 1}::bigint`
  const l = `$${n.values.length + 2}::int`
  const beyond = `m.id >= x.low and m.id < x.high and m.id ${isUp ? '>' : '<'} ${b} ${all(n)} order by m.id ${way} limit ${l}`
  const rows = await db.query<{ id: number }>(
    // Not every narrow names the reader, and a parameter that is never named has no type.
    `with reader as (select $1::int), mine(recipient_id, lo, hi, arrived) as materialized (${n.places}),
     walk as materialized (${n.isUnread ? UNREAD_WALKS : WALKS})
     select m.id from (select * from walk where arrived is not true) x cross join lateral (
       select m.id from message m where m.recipient_id = x.recipient_id and m.id >= x.lo and m.id < x.hi
         and (x.arrived is null or m.arrival_id is null) and ${beyond} offset 0) m
     union all
     select m.id from (select * from walk where arrived) x cross join lateral (
       select m.id from message m where m.recipient_id = x.recipient_id and m.arrival_id is not null
         and m.arrival_id >= x.lo and m.arrival_id < x.hi and ${beyond} offset 0) m
     order by 1 ${way} limit ${l}`,
    [...n.values, border.toString(), limit],
  )
  return rows.map((row) => row.id)
}

/** SQL: lies the message of `m` in one of the places? */
const IN_PLACE = `exists (select from mine x where x.recipient_id = m.recipient_id and (
  x.arrived is not true and (x.arrived is null or m.arrival_id is null) and m.id >= x.lo and m.id < x.hi
  or x.arrived and m.arrival_id is not null and m.arrival_id >= x.lo and m.arrival_id < x.hi))`

/** So many ids next to the border are looked at first: a common word has enough there, and all of it would be much. */
const NEAR = 20_000n
/** Candidates that are all looked at if need be. Where there are more, walking through the places finds some sooner. */
const FEW = 20_000

/**
 * Begins with what the words or the flags name, where that is less than all there is in the places.
 * @returns undefined: it is more
 */
async function pickIds(
  db: ReadDb,
  n: NarrowSql,
  border: bigint,
  isUp: boolean,
  limit: number,
): Promise<number[] | undefined> {
  // The newest page begins beyond the newest message.
  const [newest] = isUp ? [] : await db.query<{ id: number }>('select last_value as id from message_id_seq')
  const end = BigInt(newest?.id ?? 0) + 1n
  const from = !isUp && border > end ? end : border
  const few = n.search ? undefined : await pickWithin(db, n, { from, to: undefined }, isUp, limit)
  if (few) return few
  const near = await pickWithin(db, n, { from, to: isUp ? from + NEAR : from - NEAR }, isUp, limit)
  if (near && near.length >= limit) return near
  return n.search ? pickWithin(db, n, { from, to: undefined }, isUp, limit) : undefined
}

/** @returns undefined: there are too many candidates */
async function pickWithin(
  db: ReadDb,
  n: NarrowSql,
  { from, to }: { from: bigint; to: bigint | undefined },
  isUp: boolean,
  limit: number,
): Promise<number[] | undefined> {
  const values = [...n.values]
  const add = (value: unknown) => `$${values.push(value)}`
  const border = `${isUp ? '>' : '<'} ${add(from.toString())}::bigint`
  // Not said where it does not bind: Postgres would walk through all ids to see to it.
  const end = to === undefined ? undefined : `${isUp ? '<' : '>='} ${add(to.toString())}::bigint`
  const way = isUp ? 'asc' : 'desc'
  const within = (id: string) => (end === undefined ? `${id} ${border}` : `${id} ${border} and ${id} ${end}`)
  const hits = n.candidates?.(within, add) ?? searchHits(n.search, within, add)
  const bound = n.candidates ? `limit ${FEW + 1}` : ''
  const rows = await db.query<{ id: number | null }>(
    // The nearest first, so that no more of them are looked at than a page needs.
    `with reader as (select $1::int), mine(recipient_id, lo, hi, arrived) as materialized (${n.places}),
     hit(id) as materialized (select * from (${hits}) x ${bound}),
     size(is_few) as materialized (select ${n.candidates ? `count(*) <= ${FEW} from hit` : 'true'})
     select null::bigint as id from size where not is_few
     union all
     (select h.id from (select distinct id from hit order by id ${way} offset 0) h
     cross join lateral (select * from message where message.id = h.id offset 0) m
     where (select is_few from size) and ${IN_PLACE} ${all(n)} order by h.id ${way} limit ${add(limit)}::int)`,
    values,
  )
  const ids = rows.flatMap(({ id }) => id ?? [])
  return ids.length < rows.length ? undefined : ids
}

/** From the words to their messages: in the index, by their topics, and among those that the index has not reached. */
function searchHits(
  search: NarrowSql['search'],
  within: (id: string) => string,
  add: (value: unknown) => string,
): string {
  const q = `${add(search?.query)}::tsquery`
  const language = `${add(search?.language)}::regconfig`
  const here = 'any (array(select distinct recipient_id from mine))'
  return `select message_id from message_search where vector @@ ${q} and recipient_id = ${here} and ${within('message_id')}
    union all
    select m.id from topic t cross join lateral (
      select id from message where topic_id = t.id and topic_id <> 0 and ${within('id')} offset 0) m
      where t.vector @@ ${q} and t.recipient_id = ${here}
    union all
    select id from message where id > (select upto from search_state) and ${within('id')}
      and search_vector(${language}, content) @@ ${q}`
}
