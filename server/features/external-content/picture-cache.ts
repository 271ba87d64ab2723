import { createHash, randomBytes } from 'node:crypto'
import { access, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface CachedPicture {
  readonly path: string
  readonly type: string
  readonly size: number
  /** When it was fetched, ms since 1970. */
  readonly at: number
}

const NAME = /^([0-9a-f]{64})\.(png|jpeg|gif|webp|avif)$/

/** Pictures on disk, up to so many bytes; what was not looked at for longest goes first. Nothing in it is ever missed. */
export class PictureCache {
  readonly #folder: string
  readonly #maxBytes: number
  /** The oldest look first. */
  readonly #pictures = new Map<string, CachedPicture>()
  #bytes = 0
  /** What changes files goes one after the other: what is removed could have come anew meanwhile. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(folder: string, maxBytes: number) {
    this.#folder = folder
    this.#maxBytes = maxBytes
  }

  /** Makes the folder and takes over what an earlier run left in it. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const found = await Promise.all((await readdir(this.#folder)).map((name) => this.#takeOver(name)))
    for (const { key, ...picture } of found.flatMap((one) => one ?? []).sort((a, b) => a.at - b.at)) {
      this.#add(key, picture)
    }
    await this.#inTurn(() => this.#evict())
  }

  async #takeOver(name: string): Promise<(CachedPicture & { key: string }) | undefined> {
    const path = join(this.#folder, name)
    const [, key, kind] = NAME.exec(name) ?? []
    if (key === undefined) {
      await rm(path, { force: true, recursive: true })
      return undefined
    }
    const { size, mtimeMs } = await stat(path)
    return { key, path, type: `image/${kind}`, size, at: mtimeMs }
  }

  /** Somebody may have emptied the folder, which is theirs to do: then it is not here any more. */
  async find(url: string): Promise<CachedPicture | undefined> {
    const key = keyOf(url)
    const picture = this.#pictures.get(key)
    if (!picture) return undefined
    this.#add(key, picture)
    try {
      await access(picture.path)
      return picture
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      // Unless it came anew in this moment.
      if (this.#pictures.get(key) === picture) this.#drop(key)
      return this.#pictures.get(key)
    }
  }

  async put(url: string, type: string, bytes: Buffer): Promise<CachedPicture> {
    const key = keyOf(url)
    const path = join(this.#folder, `${key}.${type.replace('image/', '')}`)
    const incoming = join(this.#folder, `incoming-${randomBytes(8).toString('hex')}`)
    await writeFile(incoming, bytes, { mode: 0o600 })
    return this.#inTurn(async () => {
      await rename(incoming, path)
      const old = this.#pictures.get(key)
      const picture = { path, type, size: bytes.length, at: Date.now() }
      this.#add(key, picture)
      if (old && old.path !== path) await rm(old.path, { force: true })
      await this.#evict()
      return picture
    })
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => undefined)
    return turn
  }

  #add(key: string, picture: CachedPicture): void {
    this.#drop(key)
    this.#pictures.set(key, picture)
    this.#bytes += picture.size
  }

  #drop(key: string): void {
    this.#bytes -= this.#pictures.get(key)?.size ?? 0
    this.#pictures.delete(key)
  }

  async #evict(): Promise<void> {
    for (const [key, { path }] of this.#pictures) {
      if (this.#bytes <= this.#maxBytes) return
      this.#drop(key)
      await rm(path, { force: true })
    }
  }
}

const keyOf = (url: string) => createHash('sha256').update(url).digest('hex')
