import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** Keys for one purpose each, derived from the organization key: the same on every node of the organization. */
export interface AuthKeys {
  readonly lookup: Buffer
  readonly seal: Buffer
  readonly csrf: Buffer
  /** Six characters that tell this organization's cookies from another appliance's on the same host. */
  readonly cookieSuffix: string
}

export function deriveKeys(organizationKey: Buffer): AuthKeys {
  if (organizationKey.length !== 32) throw new Error('The organization key must be 32 bytes long')
  const derive = (purpose: string, length = 32) =>
    Buffer.from(hkdfSync('sha256', organizationKey, Buffer.alloc(0), `hearth/auth/${purpose}`, length))
  return {
    lookup: derive('api-key-lookup'),
    seal: derive('api-key-seal'),
    csrf: derive('csrf'),
    cookieSuffix: derive('cookie', 3).toString('hex'),
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const API_KEY_LENGTH = 32

/** 32 letters and digits, as Zulip's: 190 bits. */
export function createApiKey(): string {
  let key = ''
  while (key.length < API_KEY_LENGTH) {
    // Bytes from 248 up are dropped: taken modulo 62 they would make the first letters likelier.
    for (const byte of randomBytes(48)) {
      if (byte < 248 && key.length < API_KEY_LENGTH) key += ALPHABET[byte % ALPHABET.length]
    }
  }
  return key
}

export function isApiKey(text: string): boolean {
  return /^[A-Za-z0-9]{32}$/.test(text)
}

/** What an API key is found by: says nothing about the key without ours. */
export function lookupHash(keys: AuthKeys, apiKey: string): Buffer {
  return createHmac('sha256', keys.lookup).update(apiKey).digest()
}

/** AES-256-GCM: version 1, nonce 12, tag 16, ciphertext. Bound to the account, so a row copied to another is useless. */
export function sealApiKey(keys: AuthKeys, userId: number, apiKey: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keys.seal, nonce).setAAD(owner(userId))
  const text = Buffer.concat([cipher.update(apiKey, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), text])
}

/** Throws when the row was changed, belongs to another account, or was sealed under another organization key. */
export function openApiKey(keys: AuthKeys, userId: number, sealed: Buffer): string {
  if (sealed[0] !== 1) throw new Error('The stored API key has an unknown format')
  const decipher = createDecipheriv('aes-256-gcm', keys.seal, sealed.subarray(1, 13), { authTagLength: 16 })
  decipher.setAAD(owner(userId)).setAuthTag(sealed.subarray(13, 29))
  return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]).toString('utf8')
}

function owner(userId: number): Buffer {
  return Buffer.from(`user:${userId}`)
}

/** The session's CSRF token: whoever cannot read our answers cannot know it, and it needs no storage. */
export function csrfToken(keys: AuthKeys, tokenHash: string): string {
  return createHmac('sha256', keys.csrf).update(tokenHash).digest('base64url')
}
