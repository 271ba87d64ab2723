import type { ReadDb } from '../../db/database.ts'
import { all, type NarrowSql } from './narrow/index.ts'

/** So many ranges of unread messages are walked through; where topics are read here and there, there are many more. */
const RANGES = 1_000

const EVERY = `walk as materialized (select *, 0::bigint as low, 9223372036854775807 as high from mine),
  cut(id) as (select null::bigint where false)`

/** SQL: what is unread is so in ranges. Of the nearest ones: where the first is left out, nothing is known from there on. */
const unread = (border: string, isUp: boolean) => `piece as materialized (
    select x.*, lower(u) as low, coalesce(upper(u), 9223372036854775807) as high
    from mine x join read_state r on r.user_id = $1 and r.recipient_id = x.recipient_id cross join lateral unnest(r.unread) u
    where ${isUp ? `coalesce(upper(u), 9223372036854775807) > ${border}` : `lower(u) < ${border}`}
      and (x.arrived or lower(u) < x.hi and coalesce(upper(u), 9223372036854775807) > x.lo)),
  walk as materialized (select * from piece order by ${isUp ? 'low' : 'high desc'} limit ${RANGES}),
  cut(id) as materialized (select ${isUp ? 'low from piece order by low' : 'high from piece order by high desc'} offset ${RANGES} limit 1)`

/**
 * Ids of the narrow's messages, from place to place: each gives its nearest, so the cost does not grow with history. A
 * place holds what was sent there (`arrived` false), what was moved there (true), or both (null).
 */
export async function walkIds(
  db: ReadDb,
  n: NarrowSql,
  border: bigint,
  isUp: boolean,
  limit: number,
): Promise<number[]> {
  const way = isUp ? 'asc' : 'desc'
  const b = `$${n.values.length + 1}::bigint`
  const l = `$${n.values.length + 2}::int`
  const known = n.isUnread
    ? `and m.id ${isUp ? '<' : '>='} coalesce((select id from cut), ${isUp ? '9223372036854775807' : '0'})`
    : ''
  const beyond = `m.id >= x.low and m.id < x.high and m.id ${isUp ? '>' : '<'} ${b} ${known} ${all(n)} order by m.id ${way} limit ${l}`
  const rows = await db.query<{ id: number | null }>(
    // Not every narrow names the reader, and a parameter that is never named has no type.
    `with reader as (select $1::int), mine(recipient_id, lo, hi, arrived) as materialized (${n.places}),
     ${n.isUnread ? unread(b, isUp) : EVERY}
     select null::bigint as id from cut
     union all
     (select m.id from (select * from walk where arrived is not true) x cross join lateral (
       select m.id from message m where m.recipient_id = x.recipient_id and m.id >= x.lo and m.id < x.hi
         and (x.arrived is null or m.arrival_id is null) and ${beyond} offset 0) m
     union all
     select m.id from (select * from walk where arrived) x cross join lateral (
       select m.id from message m where m.recipient_id = x.recipient_id and m.arrival_id is not null
         and m.arrival_id >= x.lo and m.arrival_id < x.hi and ${beyond} offset 0) m
     order by 1 ${way} limit ${l})`,
    [...n.values, border.toString(), limit],
    'built',
  )
  const ids = rows.flatMap(({ id }) => id ?? [])
  const isAll = ids.length === rows.length || ids.length >= limit
  return isAll ? ids : walkIds(db, { ...n, isUnread: false }, border, isUp, limit)
}
