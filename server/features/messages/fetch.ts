import type { NarrowTerm } from '../../contract/chat/messages.ts'
import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import { buildNarrow, type NarrowSql } from './narrow.ts'
import { IS_UNREAD } from './unread.ts'
import { findMessages, type MessageRow, toWireFlags, toWireMessage } from './wire.ts'

export interface FetchInput {
  /** number, `newest`, `oldest` or `first_unread` */
  readonly anchor: string
  readonly includeAnchor: boolean
  readonly before: number
  readonly after: number
  readonly narrow: readonly NarrowTerm[]
  readonly applyMarkdown: boolean
}

const NEWEST = 10_000_000_000_000_000n

/** https://zulip.com/api/get-messages */
export async function fetchMessages(db: ReadDb, reader: number, input: FetchInput): Promise<object> {
  checkCount(input)
  const narrow = await buildNarrow(db, reader, input.narrow)
  const anchor = await findAnchor(db, narrow, input.anchor)
  // One more than asked for on each side tells whether there are more.
  const older = anchor === 0n ? [] : await findIds(db, narrow, anchor, false, input.before + 1)
  const newer = anchor === NEWEST ? [] : await findIds(db, narrow, anchor - 1n, true, input.after + 2)
  const foundAnchor = newer[0] === Number(anchor)
  const isNewest = anchor === NEWEST
  const before = older.slice(0, input.before)
  const from = foundAnchor && !input.includeAnchor ? 1 : 0
  const after = newer.slice(from, (foundAnchor ? 1 : 0) + input.after)
  const { rows, isWhole } = await readNearest(db, reader, before, after)
  const reaches = (ids: readonly number[]) => isWhole || ids.length === 0 || rows.some((row) => row.id === ids.at(-1))
  return {
    messages: rows.map((row) => ({ ...toWireMessage(row, input.applyMarkdown), flags: toWireFlags(row) })),
    anchor: isNewest ? Number(NEWEST) : Number(anchor),
    found_anchor: foundAnchor,
    found_newest: reaches(after) && (isNewest || newer.length <= (foundAnchor ? 1 : 0) + input.after),
    found_oldest: reaches(before) && (anchor === 0n || older.length <= input.before),
    history_limited: false,
  }
}

function checkCount({ before, after }: FetchInput): void {
  if (before + after > 5_000) throw new ApiError('BAD_REQUEST', 'Too many messages requested (maximum 5000).')
}

/** Characters of an answer; longer messages make a shorter page, which `found_…` tells. */
const PAGE_TEXT = 8 * 1024 * 1024
const SLICE = 200

/**
 * The messages from the anchor outwards, until the page is full.
 * @param before the nearest first @param after the nearest first
 * @returns rows in the order of their ids
 */
async function readNearest(db: ReadDb, reader: number, before: readonly number[], after: readonly number[]) {
  const outwards: number[] = []
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    for (const id of [after[i], before[i]]) if (id !== undefined) outwards.push(id)
  }
  const rows: MessageRow[] = []
  let isWhole = true
  let text = 0
  for (let from = 0; from < outwards.length && isWhole; from += SLICE) {
    const slice = outwards.slice(from, from + SLICE)
    const found = new Map((await findMessages(db, reader, slice, 'listed')).map((row) => [row.id, row]))
    for (const id of slice) {
      const row = found.get(id)
      if (!row) continue
      text += textOf(row)
      isWhole = text <= PAGE_TEXT || rows.length === 0
      if (!isWhole) break
      rows.push(row)
    }
  }
  return { rows: rows.sort((a, b) => a.id - b.id), isWhole }
}

function textOf({ content, rendered, history }: MessageRow): number {
  const changes = history ?? []
  const past = changes.map(({ prev_content, prev_rendered_content }) => [prev_content, prev_rendered_content])
  return [content, rendered, ...past.flat()].reduce((sum, part) => sum + (part?.length ?? 0), 0)
}

/** Id of the newest message that a user received; -1 when there is none. */
export async function findNewestId(db: ReadDb, reader: number): Promise<number> {
  const [id] = await findIds(db, await buildNarrow(db, reader, []), NEWEST, false, 1)
  return id ?? -1
}

async function findAnchor(db: ReadDb, narrow: NarrowSql, anchor: string): Promise<bigint> {
  if (anchor === 'newest') return NEWEST
  if (anchor === 'oldest') return 0n
  if (anchor === 'first_unread') {
    const unread = { ...narrow, conditions: [...narrow.conditions, IS_UNREAD] }
    const [first] = await findIds(db, unread, 0n, true, 1)
    return first === undefined ? NEWEST : BigInt(first)
  }
  if (!/^-?\d{1,18}$/.test(anchor)) throw new ApiError('BAD_REQUEST', 'Invalid anchor')
  const id = BigInt(anchor)
  return id < 0n ? 0n : id > NEWEST ? NEWEST : id
}

/**
 * Ids beyond the border, the nearest first. Each place gives its nearest, so the cost does not grow with history. A place
 * holds what was sent there (`arrived` false), what was moved there (true), or both (null).
 */
async function findIds(db: ReadDb, n: NarrowSql, border: bigint, isUp: boolean, limit: number): Promise<number[]> {
  const way = isUp ? 'asc' : 'desc'
  const b = `$${n.values.length + 1}::bigint`
  const l = `$${n.values.length + 2}::int`
  const beyond = `m.id ${isUp ? '>' : '<'} ${b} ${n.conditions.map((c) => `and ${c}`).join(' ')} order by m.id ${way} limit ${l}`
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
