import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError } from '../../contract/errors.ts'
import { limitKey } from '../../http/address.ts'
import { BoundedMap } from '../../lib/bounded-map.ts'

const MINUTE = 60_000

/** Failures per key within a sliding window. The oldest keys go when there are too many. */
class FailureWindow {
  readonly #failures = new BoundedMap<string, number[]>(20_000)
  readonly #limit: number
  readonly #windowMs: number

  constructor(limit: number, windowMs: number) {
    this.#limit = limit
    this.#windowMs = windowMs
  }

  /** Milliseconds until fewer failures than the limit lie within the window; 0: there are fewer now. */
  wait(key: string, now: number): number {
    const times = this.#failures.get(key)
    const oldest = times?.[times.length - this.#limit]
    return oldest === undefined ? 0 : Math.max(0, oldest + this.#windowMs - now)
  }

  add(key: string, now: number): void {
    const times = this.#failures.get(key) ?? []
    times.push(now)
    this.#failures.set(key, times.slice(-this.#limit))
  }

  clear(key: string): void {
    this.#failures.delete(key)
  }
}

/**
 * Slows down guessing of passwords. Five failures in half an hour block one account from one address, and not from the
 * network around it: an office is one IPv6 /64, where anyone could lock a colleague out. For the same reason fifty in an
 * hour from anywhere only delay. Three hundred in ten minutes, six for each of fifty people, block a network: it has
 * addresses without end to begin anew from. Unknown accounts are counted alike: a difference would tell which exist.
 */
export class LoginThrottle {
  readonly #pairs = new FailureWindow(5, 30 * MINUTE)
  readonly #accounts = new FailureWindow(50, 60 * MINUTE)
  readonly #networks = new FailureWindow(300, 10 * MINUTE)
  readonly #turns = new Map<string, Promise<unknown>>()
  readonly #delayMs: number
  readonly #maxDelayed: number
  readonly #clock: () => number
  #delayed = 0

  constructor(delayMs = 3_000, maxDelayed = 100, clock: () => number = () => performance.now()) {
    this.#delayMs = delayMs
    this.#maxDelayed = maxDelayed
    this.#clock = clock
  }

  /** Runs `verify` unless there were too many failures; undefined from it is one. Throws RATE_LIMIT_HIT. */
  async attempt<T>(username: string, ip: string, verify: () => Promise<T | undefined>): Promise<T | undefined> {
    const account = username.normalize('NFC').toLowerCase().slice(0, 320)
    const network = limitKey(ip)
    const pair = `${ip} ${account}`
    // Attempts of one pair take turns: sent all at once, they would pass the check together.
    const turn = (this.#turns.get(pair) ?? Promise.resolve()).then(() => this.#attempt(account, network, pair, verify))
    const settled = turn.catch(() => undefined)
    this.#turns.set(pair, settled)
    try {
      return await turn
    } finally {
      if (this.#turns.get(pair) === settled) this.#turns.delete(pair)
    }
  }

  async #attempt<T>(
    account: string,
    network: string,
    pair: string,
    verify: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const now = this.#clock()
    const wait = Math.max(this.#pairs.wait(pair, now), this.#networks.wait(network, now))
    if (wait > 0) throw tooManyAttempts(wait)
    if (this.#accounts.wait(account, now) > 0) await this.#delay()
    const result = await verify()
    if (result !== undefined) {
      this.#pairs.clear(pair)
      return result
    }
    const failedAt = this.#clock()
    this.#pairs.add(pair, failedAt)
    this.#accounts.add(account, failedAt)
    this.#networks.add(network, failedAt)
    return undefined
  }

  async #delay(): Promise<void> {
    if (this.#delayed >= this.#maxDelayed) throw tooManyAttempts(this.#delayMs)
    this.#delayed += 1
    try {
      await sleep(this.#delayMs)
    } finally {
      this.#delayed -= 1
    }
  }
}

function tooManyAttempts(waitMs: number): ApiError {
  const seconds = Math.ceil(waitMs / 1000)
  const message = `Too many failed attempts to log in. Try again in ${seconds} seconds, or ask an administrator for help.`
  return new ApiError('RATE_LIMIT_HIT', message, { 'retry-after': seconds })
}
