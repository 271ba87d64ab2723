/** Limits that an admin may change while the host runs. */
export interface Limits {
  /** API requests a minute and account, setting `rate_limit_api_per_minute`; 0: no limit. */
  readonly apiPerMinute: number
  /** Open connections from one address; generous, since an office may share one address. */
  readonly socketsPerAddress: number
}

/** How long a peer may take, in milliseconds. Slow connections are the cheapest attack on a small host. */
export interface Timeouts {
  /** From the start of a connection or request to the end of its headers. */
  readonly headers: number
  /** For a body to begin with; each further 16 KiB received extends it by a second. */
  readonly body: number
  /** Silence in the middle of an upload, as of a phone between two cells. */
  readonly upload: number
  /** For a peer to read anything of what waits for it. */
  readonly stalledWrite: number
  /** Idle time on a kept connection: above the 115 s of Firefox, so the client closes first and loses no request. */
  readonly keepAlive: number
  readonly handshake: number
}

export const DEFAULT_TIMEOUTS: Timeouts = {
  headers: 5_000,
  body: 10_000,
  upload: 60_000,
  stalledWrite: 60_000,
  keepAlive: 130_000,
  handshake: 10_000,
}

/** Largest request body in bytes by who sends it: strangers get little of our memory. */
export const BODY_LIMIT = { anyone: 64 * 1024, user: 1024 * 1024 } as const

/** zulip-js sends PATCH parameters in the query string: 10,000 characters of CJK are 90 kB there. */
export const MAX_HEADER_BYTES = 128 * 1024

/** Answers to strangers a minute and address, as a multiple of the limit of one account. */
export const ANONYMOUS_FACTOR = 5
