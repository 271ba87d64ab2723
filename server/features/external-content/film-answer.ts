import { ApiError } from '../../contract/errors.ts'
import type { Streamed } from '../../lib/outgoing/index.ts'
import { FILM_TYPES, type FilmType } from './film-type.ts'

/** What of the other side's answer is passed on, and all of it that is: numbers that fit what was asked for. */
export interface FilmHead {
  readonly status: 200 | 206 | 416
  readonly type: FilmType
  /** `Content-Range`, written anew. */
  readonly contentRange: string | undefined
  readonly length: number | undefined
  /** Whether parts may be asked for. */
  readonly hasRanges: boolean
  /** Where the bytes begin in the film. */
  readonly start: number
}

/** The bytes that a player wants, as it says it; without an end up to the last one. */
export interface Range {
  readonly text: string
  /** Undefined: the last ones. */
  readonly start: number | undefined
}

/** Enough for any film, and exact in a number. */
const DIGITS = '\\d{1,15}'
const RANGE = new RegExp(`^bytes=(?:(${DIGITS})-(${DIGITS})?|-[1-9]\\d{0,14})$`)
const CONTENT_RANGE = new RegExp(`^bytes (?:(${DIGITS})-(${DIGITS})|\\*)/(${DIGITS})$`)

/** @returns the one range that is asked for; undefined: everything, as for what nobody can read */
export function parseRange(header: string | undefined): Range | undefined {
  const [text, from, to] = RANGE.exec(header ?? '') ?? []
  if (text === undefined || (to !== undefined && Number(to) < Number(from))) return undefined
  return { text, start: from === undefined ? undefined : Number(from) }
}

/** @throws {ApiError} for an answer that is no film, or not the part of it that was asked for */
export function readHead(
  { status, headers }: Pick<Streamed, 'status' | 'headers'>,
  url: string,
  range?: Range,
): FilmHead {
  if (status === 416 && range) return notSatisfiable(headers['content-range'], url)
  const type = typeSaid(headers['content-type'], url)
  const length = lengthSaid(headers['content-length'])
  if (status === 200) {
    const hasRanges = !range && headers['accept-ranges'] === 'bytes'
    return { status, type, length, hasRanges, contentRange: undefined, start: 0 }
  }
  if (status !== 206 || !range) throw noFilm()
  return { status, type, length, hasRanges: true, ...partSaid(headers['content-range'], range, length) }
}

/** A whole part, which begins where it should and is as long as it says. */
function partSaid(
  said: string | undefined,
  range: Range,
  length: number | undefined,
): Pick<FilmHead, 'contentRange' | 'start'> {
  const [contentRange, from, to, total] = CONTENT_RANGE.exec(said ?? '') ?? []
  if (from === undefined) throw noFilm()
  const [start, end] = [Number(from), Number(to)]
  const size = end - start + 1
  const isPart = size > 0 && end < Number(total) && (length ?? size) === size
  if (!isPart || (range.start ?? start) !== start) throw noFilm()
  return { contentRange, start }
}

/** How much there is may be told, so that the player can ask for something else. */
function notSatisfiable(said: string | undefined, url: string): FilmHead {
  const [contentRange, from] = CONTENT_RANGE.exec(said ?? '') ?? []
  const told = from === undefined ? contentRange : undefined
  return { status: 416, type: typeByName(url), contentRange: told, length: 0, hasRanges: true, start: 0 }
}

/** What servers say that do not know what they have; the second is S3's. */
const UNKNOWN = ['application/octet-stream', 'binary/octet-stream']

/** Where that is unknown the name counts, and the first bytes in any case. */
function typeSaid(header: string | undefined, url: string): FilmType {
  const said = header?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const type = UNKNOWN.includes(said) ? typeByName(url) : FILM_TYPES.find((one) => one === said)
  if (!type) throw noFilm()
  return type
}

function typeByName(url: string): FilmType {
  const [, ending] = /\.(mp4|webm)$/i.exec(URL.parse(url)?.pathname ?? '') ?? []
  if (ending === undefined) throw noFilm()
  return ending.toLowerCase() === 'mp4' ? 'video/mp4' : 'video/webm'
}

function lengthSaid(header: string | undefined): number | undefined {
  if (header === undefined) return undefined
  if (!/^\d{1,15}$/.test(header)) throw noFilm()
  return Number(header)
}

export function noFilm(): ApiError {
  return new ApiError('NOT_FOUND', 'There is no such film')
}
