/**
 * One row an error: the `code` that API callers see and its HTTP status.
 * Codes and statuses are those of https://zulip.com/api/rest-error-handling and of each operation's page.
 */
export const ERRORS = {
  BAD_REQUEST: 400,
  BAD_EVENT_QUEUE_ID: 400,
  BAD_NARROW: 400,
  INVALID_JSON: 400,
  REQUEST_VARIABLE_MISSING: 400,
  REQUEST_VARIABLE_INVALID: 400,
  STREAM_DOES_NOT_EXIST: 400,
  NONEXISTENT_SUBDOMAIN: 404,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  UNAUTHORIZED: 401,
  INVALID_API_KEY: 401,
  AUTHENTICATION_FAILED: 401,
  USER_DEACTIVATED: 401,
  REALM_DEACTIVATED: 401,
  PASSWORD_AUTH_DISABLED: 401,
  UNAUTHORIZED_PRINCIPAL: 400,
  FORBIDDEN: 403,
  CSRF_FAILED: 403,
  HOST_NOT_ALLOWED: 421,
  REQUEST_TIMEOUT: 408,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMIT_HIT: 429,
  MOVE_MESSAGES_TIME_LIMIT_EXCEEDED: 400,
  EXPECTATION_MISMATCH: 400,
  REACTION_ALREADY_EXISTS: 400,
  STREAM_WILDCARD_MENTION_NOT_ALLOWED: 400,
  TOPIC_WILDCARD_MENTION_NOT_ALLOWED: 400,
  REACTION_DOES_NOT_EXIST: 400,
  CANNOT_DEACTIVATE_LAST_USER: 400,
  INVITATION_FAILED: 400,
  CANNOT_DEACTIVATE_GROUP_IN_USE: 400,
  CANNOT_ADMINISTER_CHANNEL: 400,
  INVALID_PUSH_DEVICE_TOKEN: 400,
  INVALID_REMOTE_PUSH_DEVICE_TOKEN: 400,
  INTERNAL_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
} as const satisfies Record<string, number>

export type ErrorCode = keyof typeof ERRORS

/** An error that is the caller's to see. Thrown anywhere, rendered once (http/errors.ts, the admin dispatcher). */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  /** Further documented fields of the answer, e.g. `{ stream_id }`. */
  readonly data: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, data: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.code = code
    this.data = data
  }

  get status(): number {
    return ERRORS[this.code]
  }
}

/** What the address names does not exist, where Zulip answers 404 under its general code. */
export class NotThereError extends ApiError {
  constructor(message: string) {
    super('BAD_REQUEST', message)
  }

  override get status(): number {
    return 404
  }
}
