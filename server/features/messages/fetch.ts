import type { NarrowTerm } from '../../contract/chat/messages.ts'
import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import type { ReadCore } from '../../delivery/core.ts'
import { findIds } from './find.ts'
import { highlight } from './highlight.ts'
import { buildNarrow, type Candidates, type NarrowSql } from './narrow/index.ts'
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
export async function fetchMessages(core: ReadCore, reader: number, input: FetchInput): Promise<object> {
  checkCount(input)
  const { db } = core
  const narrow = await buildNarrow(db, reader, input.narrow)
  const { anchor, before, after, foundAnchor, foundNewest, foundOldest } = await findRange(db, narrow, input)
  const { rows, isWhole } = await readNearest(db, reader, before, after)
  const reaches = (ids: readonly number[]) => isWhole || ids.length === 0 || rows.some((row) => row.id === ids.at(-1))
  return {
    messages: await toWire(core, rows, narrow, input.applyMarkdown),
    anchor: Number(anchor),
    found_anchor: foundAnchor,
    found_newest: reaches(after) && foundNewest,
    found_oldest: reaches(before) && foundOldest,
    history_limited: false,
  }
}

/** Those of the messages named that are there for the reader and belong to the narrow. */
export async function fetchByIds(
  core: ReadCore,
  reader: number,
  { ids, narrow: terms, applyMarkdown }: { ids: readonly number[] } & Pick<FetchInput, 'narrow' | 'applyMarkdown'>,
): Promise<object> {
  const { db } = core
  const narrow = terms.length > 0 ? await buildNarrow(db, reader, terms) : undefined
  const wanted = narrow ? await findAmong(db, narrow, ids) : ids
  const { rows } = await readNearest(db, reader, wanted.toReversed(), [])
  return {
    messages: await toWire(core, rows, narrow, applyMarkdown),
    found_anchor: false,
    found_newest: false,
    found_oldest: false,
    history_limited: false,
  }
}

/** Messages as a page shows them, with their matches when words were looked for. */
async function toWire(
  core: ReadCore,
  rows: readonly MessageRow[],
  narrow: NarrowSql | undefined,
  applyMarkdown: boolean,
): Promise<object[]> {
  const matches = narrow?.search !== undefined ? await highlight(core.db, narrow.search, rows) : undefined
  const linksOf = await core.readTopicLinks(rows.map((row) => row.subject))
  return rows.map((row) => ({
    ...toWireMessage(row, applyMarkdown, linksOf),
    flags: toWireFlags(row),
    ...matches?.get(row.id),
  }))
}

/** Which of these messages belong to a narrow. */
export function findAmong(db: ReadDb, narrow: NarrowSql, ids: readonly number[]): Promise<number[]> {
  const values = [...narrow.values, ids]
  const these = `$${values.length}::bigint[]`
  const conditions = [...narrow.conditions, `m.id = any (${these})`]
  const candidates: Candidates = (within) => `select i from unnest(${these}) i where ${within('i')}`
  const among = { ...narrow, values, conditions, candidates: narrow.search === undefined ? candidates : undefined }
  return findIds(db, among, 0n, true, ids.length)
}

/** Ids around an anchor, the nearest first on each side. */
export interface IdRange {
  readonly anchor: bigint
  readonly before: readonly number[]
  /** With the anchor itself, if it is asked for and there. */
  readonly after: readonly number[]
  readonly foundAnchor: boolean
  readonly foundNewest: boolean
  readonly foundOldest: boolean
}

export async function findRange(
  db: ReadDb,
  narrow: NarrowSql,
  input: Pick<FetchInput, 'anchor' | 'includeAnchor' | 'before' | 'after'>,
): Promise<IdRange> {
  const anchor = await findAnchor(db, narrow, input.anchor)
  // One more than asked for on each side tells whether there are more.
  const older = anchor === 0n ? [] : await findIds(db, narrow, anchor, false, input.before + 1)
  const newer = anchor === NEWEST ? [] : await findIds(db, narrow, anchor - 1n, true, input.after + 2)
  const foundAnchor = newer[0] === Number(anchor)
  const own = foundAnchor ? 1 : 0
  const from = foundAnchor && !input.includeAnchor ? 1 : 0
  return {
    anchor,
    before: older.slice(0, input.before),
    after: newer.slice(from, own + input.after),
    foundAnchor,
    foundNewest: anchor === NEWEST || newer.length <= own + input.after,
    foundOldest: anchor === 0n || older.length <= input.before,
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
    const unread = { ...narrow, conditions: [...narrow.conditions, IS_UNREAD], isUnread: true }
    const [first] = await findIds(db, unread, 0n, true, 1)
    return first === undefined ? NEWEST : BigInt(first)
  }
  if (!/^-?\d{1,18}$/.test(anchor)) throw new ApiError('BAD_REQUEST', 'Invalid anchor')
  const id = BigInt(anchor)
  return id < 0n ? 0n : id > NEWEST ? NEWEST : id
}
