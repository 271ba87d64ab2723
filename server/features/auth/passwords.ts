import { randomBytes } from 'node:crypto'
import { type Algorithm, hash, parseOptions, verify } from '@node-rs/argon2'
import { ApiError } from '../../contract/errors.ts'

/** 64 MiB and three passes: 50 ms here, and more than the floor of OWASP and ASVS 5.0 by a factor of three. */
const PARAMETERS = { memoryCost: 64 * 1024, timeCost: 3, parallelism: 1 }
// `const enum` members have no value under type stripping.
const ARGON2ID: Algorithm = 2

const MIN_PASSWORD = 8
const MAX_PASSWORD = 1000

/** A password that has been checked and hashed: what may be stored. */
export interface PreparedPassword {
  readonly hash: string
}

/** One form for what keyboards send in several: é is one character or two. */
function normal(password: string): string {
  return password.normalize('NFC')
}

/** Throws unless a new password has 8 to 1,000 characters. */
function checkNewPassword(password: string): void {
  const length = [...normal(password)].length
  if (length < MIN_PASSWORD) {
    throw new ApiError('BAD_REQUEST', `The password is too short: use at least ${MIN_PASSWORD} characters`)
  }
  if (length > MAX_PASSWORD) {
    throw new ApiError('BAD_REQUEST', `The password is too long (limit: ${MAX_PASSWORD} characters)`)
  }
}

/**
 * Argon2id in the thread pool, at most two at once: a flood of logins must leave threads for files and memory for
 * chat. Waiting work is bounded too; what comes on top is refused with SERVICE_UNAVAILABLE.
 */
export class PasswordHasher {
  /** Hashes begun so far, verifications included. */
  started = 0
  #running = 0
  readonly #waiting: (() => void)[] = []
  readonly #atOnce: number
  readonly #maxWaiting: number
  readonly #dummy = dummyHash()

  constructor(atOnce = 2, maxWaiting = 50) {
    this.#atOnce = atOnce
    this.#maxWaiting = maxWaiting
  }

  async prepare(password: string): Promise<PreparedPassword> {
    checkNewPassword(password)
    return this.rehash(password)
  }

  /** For a password that was accepted before, under whatever rules held then. */
  async rehash(password: string): Promise<PreparedPassword> {
    return { hash: await this.#run(() => hash(normal(password), { ...PARAMETERS, algorithm: ARGON2ID })) }
  }

  /**
   * Whether the password belongs to the stored hash. With null (no such account, or none with a password) it does
   * the same work and says no, so that the time tells nothing.
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    const usable = stored !== null && password.length <= MAX_PASSWORD * 2
    const matches = await this.#run(() => verify(usable ? stored : this.#dummy, usable ? normal(password) : ''))
    return usable && matches
  }

  /** Whether a stored hash was made with other than today's parameters. */
  isOutdated(stored: string): boolean {
    const made = parseOptions(stored)
    return (
      made.algorithm !== ARGON2ID ||
      made.memoryCost !== PARAMETERS.memoryCost ||
      made.timeCost !== PARAMETERS.timeCost ||
      made.parallelism !== PARAMETERS.parallelism
    )
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) {
      if (this.#waiting.length >= this.#maxWaiting) {
        throw new ApiError(
          'SERVICE_UNAVAILABLE',
          'Too many people are logging in right now. Please try again in a moment.',
        )
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else {
      this.#running += 1
    }
    try {
      this.started += 1
      return await work()
    } finally {
      // The slot goes over to the next in line; it is free only when nobody waits.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running -= 1
    }
  }
}

/** A hash that no password has, and that takes as long to verify as a real one. */
function dummyHash(): string {
  const { memoryCost, timeCost, parallelism } = PARAMETERS
  const random = (bytes: number) => randomBytes(bytes).toString('base64').replace(/=+$/, '')
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${random(16)}$${random(32)}`
}
