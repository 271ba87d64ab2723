import type { Actor, Session } from './call.ts'

export interface SessionCaller {
  readonly actor: Actor
  readonly session: Session
}

/**
 * Who calls. Both look-ups answer at once, without a promise, when the caller is known already:
 * the hot path of every request then costs neither a query nor a turn of the loop.
 */
export interface Authenticator {
  /** Name of the session cookie: cookies ignore ports, so it must tell appliances on one host apart. */
  readonly cookieName: string
  /**
   * The owner of `email:api_key` in an `Authorization: Basic` header; throws or rejects with an ApiError otherwise.
   * @param connection by which it came: the next call by it will most likely bring the same
   */
  byApiKey(authorization: string, connection?: object): Actor | Promise<Actor>
  /** The caller behind a session cookie's value; undefined when there is no such session or it has expired. */
  bySession(token: string): SessionCaller | undefined | Promise<SessionCaller | undefined>
  /** Drops what is remembered of an account: after deactivation, a change of role, name, e-mail, key or password. */
  forget(userId: number): void
  /** Drops what is remembered of anybody. */
  forgetAll(): void
}
