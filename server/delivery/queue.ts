import type { Entry } from './event-log.ts'
import type { Frame } from './frame.ts'

/** What a client asked of its queue at /register. */
export interface QueueOptions {
  /** null: all */
  readonly eventTypes: readonly string[] | null
  readonly applyMarkdown: boolean
  /** New messages of all public streams, subscribed or not. */
  readonly allPublicStreams: boolean
}

/** A queue holds no events: it is a filter on the log, and the client's `last_event_id` is its cursor. */
export interface Queue {
  readonly id: string
  /** `role` follows the account's. */
  readonly reader: { readonly id: number; role: number }
  readonly options: QueueOptions
  /** The newest event that the client has said it knows, in clients' form: the log is kept from there on. */
  acknowledged: number
  lastSeen: number
  hasEnded: boolean
}

/** How entries of the log become what readers get. */
export interface Fill {
  /**
   * Called for every batch in order, before any reader is told of it: reads once what all readers of these entries share,
   * and forgets what the entries have changed.
   */
  prepare(entries: readonly Entry[]): Promise<void>
  /** The event for a reader who may see it, without asking the database; undefined: it must be asked, by `read`. */
  now(entry: Entry, queue: Queue): Frame | undefined
  /** The events for one reader as the database has them now; undefined: nothing is left to tell. */
  read(entries: readonly Entry[], queue: Queue): Promise<(Frame | undefined)[]>
}
