import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { z } from 'zod'
import type { Endpoint, ParamsOf } from '../contract/endpoint.ts'

/** The account on whose behalf a call is made. Roles are Zulip's: 100 owner … 600 guest. */
export interface Actor {
  readonly id: number
  readonly email: string
  readonly fullName: string
  readonly role: 100 | 200 | 300 | 400 | 600
  readonly isBot: boolean
}

/** A browser's login. `id` is the public name of the session, useless as a credential. */
export interface Session {
  readonly id: string
  readonly csrfToken: string
}

/** What a call is known by when nobody needs to be logged in. */
export interface OpenCall {
  readonly actor: Actor | undefined
  /** Name of the calling program as Zulip tells it: the `client` parameter, else from User-Agent. */
  readonly client: string
  readonly userAgent: string
  /** The caller's address, IPv4 in dotted form also on a dual-stack socket. */
  readonly ip: string
  readonly isSession: boolean
  readonly session: Session | undefined
  /** Calls `listener` when the caller goes away before the answer was sent. */
  onGone(listener: () => void): void
}

export interface Call extends OpenCall {
  readonly actor: Actor
}

/** An answer's fields as JSON text that is already serialized: at least one, without `result`, `msg` and the braces. */
export class RawFields {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** An answer that also sets response headers, e.g. a cookie. */
export class WithHeaders {
  readonly headers: Readonly<Record<string, string>>
  readonly body: object | RawFields

  constructor(headers: Readonly<Record<string, string>>, body: object | RawFields) {
    this.headers = headers
    this.body = body
  }
}

/** A text to be saved as a file, instead of JSON. */
export class TextFile {
  readonly name: string
  readonly text: string

  /** @param name of letters, digits, dots and dashes alone */
  constructor(name: string, text: string) {
    this.name = name
    this.text = text
  }
}

export type Answer = object | RawFields | WithHeaders | TextFile

export type Handler<E> = (params: ParamsOf<E>, call: Call) => Promise<Answer> | Answer
export type OpenHandler<E> = (params: ParamsOf<E>, call: OpenCall) => Promise<Answer> | Answer

export type AnyEndpoint = Endpoint<z.ZodRawShape>

/** A WebSocket's caller; messages on it need no further proof. */
export interface UpgradeCall {
  readonly actor: Actor
  readonly session: Session | undefined
  readonly client: string
  readonly ip: string
  /** The query string, repeated names as lists. */
  readonly query: Readonly<Record<string, unknown>>
  /** Asks again whether what was proved then still holds: the session goes on, the key is valid, the account is open. */
  isStillValid(): Promise<boolean>
}

/** `stream` is what the socket writes to. */
export type UpgradeHandler = (socket: WebSocket, call: UpgradeCall, stream: Duplex) => void

/** Handlers by exact path. */
export type Upgrades = Map<string, UpgradeHandler>
