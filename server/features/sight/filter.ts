import type { ReadDb } from '../../db/database.ts'
import type { Entry, EventLog } from '../../delivery/event-log.ts'
import { Frame } from '../../delivery/frame.ts'
import type { Fill, Queue } from '../../delivery/queues.ts'
import { findHidden, limitsGuests } from './repository.ts'
import { unknownUser } from './unknown.ts'

type Payload = Readonly<Record<string, unknown>>

/** Whom an event tells of, by its type. */
const SUBJECTS: Readonly<Record<string, (payload: Payload) => readonly unknown[]>> = {
  presence: ({ user_id }) => [user_id],
  realm_user: ({ person }) => [(person as Payload)['user_id']],
  // Of a conversation that is not yet, others may be out of sight: the event names them, with their addresses.
  typing: ({ sender, recipients }) =>
    [sender, ...((recipients ?? []) as unknown[])].map((one) => (one as Payload)['user_id']),
  user_status: ({ user_id }) => [user_id],
}
/** Messages are read for each guest, with the sender as they may see them. */
const LOOKED_AT = new Set([...Object.keys(SUBJECTS), 'message'])

const NOBODY: ReadonlySet<number> = new Set()

const isGuest = ({ reader }: Queue) => reader.role === 600

/** Whether guests are limited, in memory until an event says that it may have changed. */
export class Rule {
  /** Undefined: not known, so that the database is asked. */
  known: boolean | undefined
  readonly #db: ReadDb
  #reading: Promise<boolean> | undefined

  constructor(db: ReadDb, log: Pick<EventLog, 'hear'>) {
    this.#db = db
    log.hear((events) => {
      if (!events.some(({ type }) => type === 'realm')) return
      this.known = undefined
      this.#reading = undefined
    })
  }

  async read(): Promise<boolean> {
    const reading = (this.#reading ??= limitsGuests(this.#db))
    try {
      const limits = await reading
      // Read before a change that is known by now.
      if (this.#reading !== reading) return await this.read()
      this.known = limits
      return limits
    } catch (error) {
      if (this.#reading === reading) this.#reading = undefined
      throw error
    }
  }
}

/**
 * Makes of `fill` one that tells guests nothing of people whom they may not see, by the access of the moment of delivery:
 * what they gain the sight of later is told by an event of its own.
 */
export function forGuests(db: ReadDb, log: EventLog, fill: Fill): Fill {
  const rule = new Rule(db, log)
  const concerns = ({ event }: Entry, queue: Queue) =>
    isGuest(queue) && rule.known !== false && LOOKED_AT.has(event.type)

  async function readForGuest(entries: readonly Entry[], queue: Queue): Promise<(Frame | undefined)[]> {
    const hidden = (await rule.read()) ? await findHidden(db, queue.reader.id) : NOBODY
    const shown = entries.map((entry) => {
      const subjects = SUBJECTS[entry.event.type]?.(entry.event.payload ?? {}) ?? []
      const unseen = isRemoval(entry) ? undefined : subjects.find((id) => hidden.has(id as number))
      return unseen === undefined
        ? { frame: fill.now(entry, queue), entry }
        : { frame: inPlace(entry, queue, unseen as number) }
    })
    // What there is no frame of without the reader, messages among them.
    const unread = shown.flatMap(({ entry }) => (entry && needsReader(entry, fill, queue) ? [entry] : []))
    const read = new Map(
      (unread.length > 0 ? await fill.read(unread, queue) : []).map((frame, i) => [unread[i], frame]),
    )
    return shown.map(({ entry, frame }) => (entry && read.has(entry) ? read.get(entry) : frame))
  }

  return {
    prepare: (entries) => fill.prepare(entries),
    now: (entry, queue) => (concerns(entry, queue) ? undefined : fill.now(entry, queue)),
    async read(entries, queue) {
      return isGuest(queue) ? readForGuest(entries, queue) : fill.read(entries, queue)
    },
  }
}

function needsReader(entry: Entry, fill: Fill, queue: Queue): boolean {
  return entry.event.type === 'message' || fill.now(entry, queue) === undefined
}

function isRemoval({ event: { type, payload } }: Entry): boolean {
  return type === 'realm_user' && payload?.['op'] === 'remove'
}

/** Clients that expect to know everybody are given somebody in place of who is new. */
function inPlace({ event: { type, payload }, seq }: Entry, queue: Queue, id: number): Frame | undefined {
  const { client } = queue.options as { client?: { capabilities: Readonly<Record<string, boolean>> } }
  const isNew = type === 'realm_user' && payload?.['op'] === 'add'
  if (!isNew || !client || client.capabilities['user_list_incomplete']) return undefined
  return Frame.of(type, { op: 'add', person: unknownUser(id) }, seq)
}
