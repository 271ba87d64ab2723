import { ApiError } from '../../contract/errors.ts'
import { Gate, Gates } from '../../lib/gate.ts'
import { fetchGuarded, type Guard, OutgoingError } from '../../lib/outgoing/index.ts'
import { checkExternalPicture } from '../files/index.ts'
import { ExternalLinks } from './links.ts'
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
/** A picture that could not be had is not asked for again so soon. */
const PAUSE_MS = 60_000
const MAX_PAUSED = 1000

/** Pictures of elsewhere, fetched once and shown as ours: readers' browsers tell nobody else that they look. */
export class ExternalContent {
  readonly #links: ExternalLinks
  readonly #cache: PictureCache
  readonly #guard: Guard
  readonly #gate = new Gate(8, 200, busy)
  readonly #readers = new Gates<number>(() => new Gate(READER_AT_ONCE, 200, busy))
  readonly #running = new Map<string, Promise<CachedPicture>>()
  readonly #pausedUntil = new Map<string, number>()

  constructor({ folder, key, maxCacheBytes = CACHE_BYTES, guard = {} }: ExternalContentOptions) {
    this.#links = new ExternalLinks(key)
    this.#cache = new PictureCache(folder, maxCacheBytes)
    this.#guard = guard
  }

  open(): Promise<void> {
    return this.#cache.open()
  }

  /** Where a picture of elsewhere is to be had from us; for rendering alone. */
  pathOf(url: string): string {
    return this.#links.pathOf(url)
  }

  /** @throws {ApiError} when we never named it, or there is no picture to be had */
  async read(reader: number, proof: string, encoded: string): Promise<CachedPicture> {
    const url = this.#links.open(proof, encoded)
    if (url === undefined) throw noPicture()
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
    const isPaused = (this.#pausedUntil.get(url) ?? 0) > Date.now()
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
        if ((error instanceof OutgoingError || error instanceof ApiError) && !isBusy(error)) this.#pause(url)
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

  #pause(url: string): void {
    this.#pausedUntil.delete(url)
    const [oldest] = this.#pausedUntil.keys()
    if (oldest !== undefined && this.#pausedUntil.size >= MAX_PAUSED) this.#pausedUntil.delete(oldest)
    this.#pausedUntil.set(url, Date.now() + PAUSE_MS)
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
