import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ApiError } from '../../contract/errors.ts'
import { Gate, Gates } from '../../lib/gate.ts'
import { type Guard, OutgoingError, streamGuarded } from '../../lib/outgoing/index.ts'
import { type FilmHead, noFilm, parseRange, type Range, readHead } from './film-answer.ts'
import { beginsAs } from './film-type.ts'
import { Pauses } from './pauses.ts'

export interface Film extends FilmHead {
  readonly body: Readable
}

export interface FilmRequest {
  readonly url: string
  /** The `Range` of the reader's player. */
  readonly range?: string | undefined
  /** Aborts when the reader has left. */
  readonly signal: AbortSignal
}

export interface FilmLimits {
  /** Of one answer. */
  readonly maxBytes: number
  readonly headMs: number
  readonly idleMs: number
  /** In line; then the player is told to come again. */
  readonly waitMs: number
}

const LIMITS: FilmLimits = { maxBytes: 1024 ** 3, headMs: 10_000, idleMs: 30_000, waitMs: 20_000 }
const AT_ONCE = 32
/** Of one reader. A page of messages asks for the first bytes of each of its films, which is soon over. */
const READER_AT_ONCE = 4
const READER_WAITING = 40

/** Films of elsewhere, passed on as they come: they are too long to be kept, and players ask for what they need of them. */
export class Films {
  readonly #guard: Guard
  readonly #limits: FilmLimits
  readonly #gate = new Gate(AT_ONCE, 200, busy)
  readonly #readers = new Gates<number>(() => new Gate(READER_AT_ONCE, READER_WAITING, busy))
  readonly #pauses = new Pauses()
  readonly #stopped = new AbortController()

  constructor(guard: Guard, limits: Partial<FilmLimits> = {}) {
    this.#guard = guard
    this.#limits = { ...LIMITS, ...limits }
  }

  /**
   * The film, or the part of it that is asked for. Its place is taken until the body has ended or was destroyed, and given
   * back at once when the reader leaves. @throws {ApiError} when there is none to be had, or no place
   */
  async open(reader: number, { url, range, signal }: FilmRequest): Promise<Film> {
    if (this.#pauses.has(url)) throw noFilm()
    const leaving = AbortSignal.any([signal, this.#stopped.signal])
    const patience = AbortSignal.timeout(this.#limits.waitMs)
    const waiting = AbortSignal.any([leaving, patience])
    const { promise, resolve, reject } = Promise.withResolvers<Film>()
    const work = async () => {
      const film = await this.#fetch(url, parseRange(range), leaving)
      resolve(film)
      // However it ends: who reads it hears of that.
      await finished(film.body, { writable: false }).catch(() => undefined)
    }
    const inLine = () => this.#gate.run(work, waiting)
    this.#readers.run(reader, inLine, waiting).catch(reject)
    try {
      return await promise
    } catch (error) {
      if (error === patience.reason || isBusy(error)) throw busy()
      if (error instanceof OutgoingError || leaving.aborted) throw noFilm()
      throw error
    }
  }

  /** Ends all that are under way. */
  stop(): void {
    this.#stopped.abort()
  }

  async #fetch(url: string, range: Range | undefined, signal: AbortSignal): Promise<Film> {
    try {
      return await this.#ask(url, range, signal)
    } catch (error) {
      const wasAsked = !signal.aborted && !isBusy(error)
      // A part may be missing because one reader asks for strange ones; that is nothing to others.
      if (wasAsked && (!range || range.start === 0)) this.#pauses.add(url)
      throw error
    }
  }

  async #ask(url: string, range: Range | undefined, signal: AbortSignal): Promise<Film> {
    const { maxBytes, headMs, idleMs } = this.#limits
    const headers = range ? { range: range.text } : {}
    const answer = await streamGuarded(url, { ...this.#guard, headers, maxBytes, headMs, idleMs, signal })
    const { body } = answer
    try {
      const head = readHead(answer, url, range)
      if (head.status === 416) body.destroy()
      else if (head.start === 0 && !(await beginsAs(head.type, body, head.length))) throw noFilm()
      return { ...head, body }
    } catch (error) {
      body.destroy()
      // One who waits for the first bytes only hears of the broken stream.
      throw error instanceof ApiError ? error : new OutgoingError('connection', 'The other side broke off', error)
    }
  }
}

function busy(): ApiError {
  return new ApiError('SERVICE_UNAVAILABLE', 'Too many films are being shown right now. Please try again in a moment.')
}

/** Then nobody asked the other side. */
function isBusy(error: unknown): boolean {
  return error instanceof OutgoingError && error.reason === 'busy'
}
