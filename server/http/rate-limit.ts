import { ApiError } from '../contract/errors.ts'
import { BoundedMap } from '../lib/bounded-map.ts'

interface Bucket {
  tokens: number
  at: number
}

export interface RateState {
  readonly limit: number
  readonly remaining: number
  /** UNIX time in seconds at which the whole limit is available again. */
  readonly reset: number
  /** Seconds until the next call is allowed; 0: this one is. */
  readonly retryAfter: number
}

/**
 * Token buckets: `perMinute` calls at once, refilled evenly. At most 20,000 are kept; one that is pushed out
 * starts full again, which an attacker gains nothing from that new addresses would not give them anyway.
 */
export class RateLimiter {
  readonly #buckets = new BoundedMap<string | number, Bucket>(20_000)

  /** Takes one call from the bucket of `key` (a user id, or an address), unless it is empty. */
  take(key: string | number, perMinute: number): RateState {
    const now = performance.now()
    const perMs = perMinute / 60_000
    let bucket = this.#buckets.get(key)
    if (!bucket) this.#buckets.set(key, (bucket = { tokens: perMinute, at: now }))
    bucket.tokens = Math.min(perMinute, bucket.tokens + (now - bucket.at) * perMs)
    bucket.at = now
    const retryAfter = bucket.tokens < 1 ? (1 - bucket.tokens) / perMs / 1000 : 0
    if (retryAfter === 0) bucket.tokens -= 1
    const reset = Math.ceil((Date.now() + (perMinute - bucket.tokens) / perMs) / 1000)
    return { limit: perMinute, remaining: Math.floor(bucket.tokens), reset, retryAfter }
  }

  get size(): number {
    return this.#buckets.size
  }
}

/** https://zulip.com/api/rest-error-handling#rate-limit-exceeded */
export function rateLimitHit(seconds: number, message = 'API usage exceeded rate limit'): ApiError {
  return new ApiError('RATE_LIMIT_HIT', message, { 'retry-after': seconds })
}
