import { ApiError } from '../../contract/errors.ts'
import { Gate, Gates } from '../../lib/gate.ts'
import { fetchGuarded, type Guard, OutgoingError } from '../../lib/outgoing/index.ts'
import { checkExternalPicture } from '../files/index.ts'
import { Films } from './films.ts'
import { type ExternalLink, ExternalLinks } from './links.ts'
import { Pauses } from './pauses.ts'
import { type CachedPicture, PictureCache } from './picture-cache.ts'

export interface ExternalContentOptions {
  /** Folder of its own for what was fetched. */
  readonly folder: string
  /** The organization's key. */
  readonly key: Buffer
  readonly maxCacheBytes?: number
  /** For tests: what of the local network may be asked. */
  readonly guard?: Guard
}

const MIB = 1024 * 1024
const CACHE_BYTES = 256 * MIB
const LIMITS = { maxBytes: 10 * MIB, timeoutMs: 15_000 }
/** After so long it is fetched again; when that fails, the old one does. */
const FRESH_MS = 7 * 24 * 3_600_000
/** Of one reader: pictures of a host that answers slowly must not keep those of others waiting. */
const READER_AT_ONCE = 2

/**
 * Pictures of elsewhere, fetched once and shown as ours, and films, passed on: readers' browsers tell nobody else that
 * they look.
 */
export class ExternalContent {
  readonly films: Films
  readonly #links: ExternalLinks
  readonly #cache: PictureCache
  readonly #guard: Guard
  readonly #gate = new Gate(8, 200, busy)
  readonly #readers = new Gates<number>(() => new Gate(READER_AT_ONCE, 200, busy))
  readonly #running = new Map<string, Promise<CachedPicture>>()
  readonly #pauses = new Pauses()

  constructor({ folder, key, maxCacheBytes = CACHE_BYTES, guard = {} }: ExternalContentOptions) {
    this.#links = new ExternalLinks(key)
    this.#cache = new PictureCache(folder, maxCacheBytes)
    this.#guard = guard
    this.films = new Films(guard)
  }

  open(): Promise<void> {
    return this.#cache.open()
  }

  /** Where a picture of elsewhere is to be had from us; for rendering alone. */
  pathOf(url: string): string {
    return this.#links.pathOf('picture', url)
  }

  /** The same of a film. */
  filmPathOf(url: string): string {
    return this.#links.pathOf('film', url)
  }

  /** @returns what an address of ours stands for; undefined when we never named it */
  find(proof: string, encoded: string): ExternalLink | undefined {
    return this.#links.open(proof, encoded)
  }

  /** @throws {ApiError} when there is no picture to be had */
  async read(reader: number, url: string): Promise<CachedPicture> {
    const known = await this.#known(url)
    if (known) return known
    try {
      // Somebody else may have had it fetched while this reader was in line.
      return await this.#readers.run(reader, async () => (await this.#known(url)) ?? this.#fetchOnce(url))
    } catch (error) {
      if (!(error instanceof OutgoingError || error instanceof ApiError)) throw error
      const old = await this.#cache.find(url)
      if (old) return old
      throw isBusy(error) ? busy() : noPicture()
    }
  }

  /** @returns undefined when the other side is to be asked. @throws {ApiError} when it has no picture */
  async #known(url: string): Promise<CachedPicture | undefined> {
    const cached = await this.#cache.find(url)
    if (cached && cached.at + FRESH_MS > Date.now()) return cached
    const isPaused = this.#pauses.has(url)
    if (isPaused && !cached) throw noPicture()
    return isPaused ? cached : undefined
  }

  /** Many readers of one message ask at the same time. */
  #fetchOnce(url: string): Promise<CachedPicture> {
    const running = this.#running.get(url)
    if (running) return running
    const fetching = this.#gate
      .run(() => this.#fetch(url))
      .catch((error: unknown) => {
        if ((error instanceof OutgoingError || error instanceof ApiError) && !isBusy(error)) this.#pauses.add(url)
        throw error
      })
      .finally(() => this.#running.delete(url))
    this.#running.set(url, fetching)
    return fetching
  }

  async #fetch(url: string): Promise<CachedPicture> {
    const { status, body } = await fetchGuarded(url, { ...LIMITS, ...this.#guard, headers: { accept: 'image/*' } })
    if (status !== 200) throw noPicture()
    return this.#cache.put(url, checkExternalPicture(body), body)
  }
}

export function noPicture(): ApiError {
  return new ApiError('NOT_FOUND', 'There is no such picture')
}

function busy(): ApiError {
  return new ApiError(
    'SERVICE_UNAVAILABLE',
    'Too many pictures are being fetched right now. Please try again in a moment.',
  )
}

/** Then nobody asked the other side. */
function isBusy(error: unknown): boolean {
  if (error instanceof ApiError) return error.code === 'SERVICE_UNAVAILABLE'
  return error instanceof OutgoingError && error.reason === 'busy'
}
