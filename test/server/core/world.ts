import { expect } from 'vitest'
import type { Database } from '../../../server/db/database.ts'
import { Wait } from '../../../server/delivery/wait.ts'
import { readState } from '../../../server/features/register/index.ts'
import type { Actor } from '../../../server/http/call.ts'
import { actor, type TestCore } from '../../support/core.ts'
import { type NaiveMessage, NaiveModel } from '../../support/naive-model.ts'
import { Replica } from '../../support/replica.ts'
import type { ClientEvent } from '../../support/replica-part.ts'

export const USERS = [1, 2, 3, 4]
export const GUEST = 4
export const DIRECT = [1, 3]
export const who = (user: number): Actor => actor(user, user === 1 ? 100 : user === GUEST ? 600 : 400)
/** What people watch for; a text may have one of these, or none. */
export const WORDS = ['fire', 'water'] as const

/** One step: who does what, with numbers that pick among what there is. */
export interface Step {
  readonly kind: string
  readonly user: number
  readonly place: number
  readonly topic: number
  readonly pick: number
  readonly picks: number[]
  readonly calls: number
  readonly mode: 'change_one' | 'change_later' | 'change_all'
}

interface Client {
  readonly replica: Replica
  readonly queue: string
  cursor: number
}

export class World {
  readonly db: Database
  core: TestCore
  readonly model: NaiveModel
  readonly streams: readonly number[]
  readonly direct: number
  readonly clients = new Map<number, Client>()
  count = 0

  constructor(db: Database, core: TestCore, streams: readonly number[], direct: number) {
    this.db = db
    this.core = core
    this.streams = streams
    this.direct = direct
    const [open = 0, closed = 0, guarded = 0] = streams
    this.model = new NaiveModel(
      USERS,
      [GUEST],
      [
        { id: open, isPrivate: false, isProtected: false, subscribers: new Set(USERS) },
        { id: closed, isPrivate: true, isProtected: false, subscribers: new Set([1, 2]) },
        { id: guarded, isPrivate: true, isProtected: true, subscribers: new Set([2, 3]) },
      ],
    )
  }

  isActive = (id: number) => !this.model.inactive.has(id)
  stream = (at: number) => this.streams[at] ?? 0

  /** A text that is like no other, with a word that people watch for, or none. */
  text(sign: string, pick: number): string {
    const word = WORDS[pick % (WORDS.length + 1)]
    return `${sign}${this.count++}${word === undefined ? '' : ` ${word}`}`
  }

  /** A message that the user may read; undefined when there is none. */
  choose(reader: number, pick: number): NaiveMessage | undefined {
    const readable = [...this.model.messages.values()].filter((m) => this.model.mayRead(reader, m))
    return readable[pick % Math.max(1, readable.length)]
  }

  async register(id: number): Promise<void> {
    await this.core.log.look()
    const { state, lastEvent } = await this.db.withTransaction((tx) => readState(tx, id, null), 'repeatable read')
    const options = { eventTypes: null, applyMarkdown: false, allPublicStreams: false }
    const cursor = lastEvent * 1024
    const queue = await this.core.queues.create(who(id), options, cursor)
    this.clients.set(id, { replica: new Replica(id, state), queue, cursor })
  }

  async sync(id: number): Promise<void> {
    const client = this.clients.get(id)
    if (!client) return
    await this.core.log.look()
    for (;;) {
      const events = await this.core.queues.poll(client.queue, who(id), client.cursor, new Wait(0))
      if (events.length === 0) return
      for (const { text } of events) {
        const event = JSON.parse(text) as ClientEvent
        expect(event.id).toBeGreaterThan(client.cursor)
        client.cursor = event.id
        client.replica.apply(event)
      }
    }
  }
}
