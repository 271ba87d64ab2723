import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { isKey } from './names.ts'
import { FileStore } from './store.ts'

export interface FileLimits {
  readonly maxFileMib: number
  /** All files of the organization together; null: as much as the disk holds. */
  readonly quotaMib: number | null
}

export interface FilesOptions {
  /** Folder of its own in the data folder. */
  readonly folder: string
  /** Read at every upload, since they may change. */
  readonly limits: () => FileLimits
  /** The organization's key. */
  readonly key: Buffer
}

/** What uploads work with. */
export interface Files {
  readonly store: FileStore
  readonly limits: () => FileLimits
  readonly links: TemporaryLinks
}

/** For pictures of people, emoji, icon and logo. */
export const MAX_PICTURE_MIB = 5
export const MIB = 1024 * 1024

/** Makes what is missing in the folder. */
export async function createFiles({ folder, limits, key }: FilesOptions): Promise<Files> {
  const store = new FileStore(folder)
  await store.prepare()
  return { store, limits, links: new TemporaryLinks(key) }
}

/** Seconds, as with Zulip: long enough for a viewer to be started. */
const LIFETIME = 60

/** Tokens that show one file to whoever has them, for a minute. */
export class TemporaryLinks {
  readonly #key: Buffer

  constructor(organizationKey: Buffer) {
    this.#key = Buffer.from(hkdfSync('sha256', organizationKey, Buffer.alloc(0), 'hearth/files/temporary', 32))
  }

  create(fileKey: string, now = Date.now()): string {
    const expires = (Math.floor(now / 1000) + LIFETIME).toString(36)
    return `${expires}.${fileKey}.${this.#sign(expires, fileKey)}`
  }

  /** @returns the file's key; undefined for a token that is wrong or over */
  open(token: string, now = Date.now()): string | undefined {
    const [expires = '', fileKey = '', mac = ''] = token.split('.')
    const expected = Buffer.from(this.#sign(expires, fileKey))
    const given = Buffer.from(mac)
    if (!isKey(fileKey) || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
    return Number.parseInt(expires, 36) * 1000 > now ? fileKey : undefined
  }

  #sign(expires: string, fileKey: string): string {
    return createHmac('sha256', this.#key).update(`${expires}.${fileKey}`).digest('base64url')
  }
}
