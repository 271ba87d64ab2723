import type { ReadDb } from '../../db/database.ts'
import type { NarrowSql } from './narrow/index.ts'

/**
 * Ids of a narrow's messages beyond the border, the nearest first. Each place gives its nearest, so the cost does not grow
 * with history. A place holds what was sent there (`arrived` false), what was moved there (true), or both (null).
 */
export async function findIds(
  db: ReadDb,
  n: NarrowSql,
  border: bigint,
  isUp: boolean,
  limit: number,
): Promise<number[]> {
  if (n.search) return searchIds(db, n, border, isUp, limit)
  const way = isUp ? 'asc' : 'desc'
  const b = `$${n.values.length + 1}::bigint`
  const l = `$${n.values.length + 2}::int`
  const beyond = `m.id ${isUp ? '>' : '<'} ${b} ${all(n)} order by m.id ${way} limit ${l}`
  const rows = await db.query<{ id: number }>(
    // Not every narrow names the reader, and a parameter that is never named has no type.
    `with reader as (select $1::int), mine(recipient_id, lo, hi, arrived) as materialized (${n.places})
     select m.id from (select * from mine where arrived is not true) x cross join lateral (
       select m.id from message m where m.recipient_id = x.recipient_id and m.id >= x.lo and m.id < x.hi
         and (x.arrived is null or m.arrival_id is null) and ${beyond} offset 0) m
     union all
     select m.id from (select * from mine where arrived) x cross join lateral (
       select m.id from message m where m.recipient_id = x.recipient_id and m.arrival_id is not null
         and m.arrival_id >= x.lo and m.arrival_id < x.hi and ${beyond} offset 0) m
     order by 1 ${way} limit ${l}`,
    [...n.values, border.toString(), limit],
  )
  return rows.map((row) => row.id)
}

const all = ({ conditions }: NarrowSql) => conditions.map((condition) => `and ${condition}`).join(' ')

/** SQL: lies the message of `m` in one of the places? */
const IN_PLACE = `exists (select from mine x where x.recipient_id = m.recipient_id and (
  x.arrived is not true and (x.arrived is null or m.arrival_id is null) and m.id >= x.lo and m.id < x.hi
  or x.arrived and m.arrival_id is not null and m.arrival_id >= x.lo and m.arrival_id < x.hi))`

/** A search looks at so many ids next to the border first: a common word has enough there, and all of it would be much. */
const NEAR = 20_000n
const EVERYTHING = 10_000_000_000_000_000n

async function searchIds(db: ReadDb, n: NarrowSql, border: bigint, isUp: boolean, limit: number): Promise<number[]> {
  // The newest page begins beyond the newest message.
  const [newest] = isUp ? [] : await db.query<{ id: number | null }>('select max(id) as id from message')
  const from = !isUp && border > BigInt(newest?.id ?? 0) ? BigInt(newest?.id ?? 0) + 1n : border
  for (const reach of [NEAR, EVERYTHING]) {
    const found = await searchWithin(db, n, { from, to: isUp ? from + reach : from - reach }, isUp, limit)
    if (found.length >= limit || reach === EVERYTHING) return found
  }
  return []
}

/**
 * From the words to their messages: in the index, by their topics, and among those that the index has not reached. Then
 * what the reader may see of them.
 */
async function searchWithin(
  db: ReadDb,
  n: NarrowSql,
  { from, to }: { from: bigint; to: bigint },
  isUp: boolean,
  limit: number,
): Promise<number[]> {
  const values = [...n.values]
  const add = (value: unknown) => `$${values.push(value)}`
  const q = `${add(n.search?.query)}::tsquery`
  const language = `${add(n.search?.language)}::regconfig`
  const low = `${add((isUp ? from : to).toString())}::bigint`
  const high = `${add((isUp ? to : from).toString())}::bigint`
  const way = isUp ? 'asc' : 'desc'
  const within = (id: string) => `${id} > ${isUp ? low : `${low} - 1`} and ${id} < ${high}`
  const rows = await db.query<{ id: number }>(
    `with reader as (select $1::int), mine(recipient_id, lo, hi, arrived) as materialized (${n.places}),
     hit as materialized (
       select s.message_id as id from message_search s
         where s.vector @@ ${q} and s.recipient_id = any (array(select distinct recipient_id from mine)) and ${within('s.message_id')}
       union
       select m.id from topic t cross join lateral (
         select id from message where topic_id = t.id and topic_id <> 0 and ${within('id')} order by id ${way} limit 5000) m
         where t.vector @@ ${q}
       union
       select id from message where id > (select upto from search_state) and ${within('id')}
         and search_vector(${language}, content) @@ ${q})
     select m.id from hit h cross join lateral (select * from message where message.id = h.id offset 0) m
     where ${IN_PLACE} ${all(n)} order by m.id ${way} limit ${add(limit)}::int`,
    values,
  )
  return rows.map((row) => row.id)
}
