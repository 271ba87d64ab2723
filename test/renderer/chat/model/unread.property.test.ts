import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Chat } from '../../../../renderer/chat/model/chat.ts'
import { keyOf } from '../../../../renderer/chat/model/conversation.ts'
import { runs } from '../../../support/runs.ts'
import { handle, loadedChat } from '../../support/chat.ts'
import {
  ADA,
  deleteEvent,
  EDSGER,
  flagEvent,
  GENERAL,
  GRACE,
  KITCHEN,
  messageEvent,
  moveEvent,
  type To,
  unreadEvent,
  wireMessage,
  wireSubscription,
} from '../../support/wire.ts'

const nat = fc.nat({ max: 1_000 })
const topic = fc.constantFrom('Heating', 'heating', 'Cooling')
const stream = fc.constantFrom(GENERAL, KITCHEN)
const to: fc.Arbitrary<To> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ stream, topic }) },
  { weight: 1, arbitrary: fc.record({ people: fc.constantFrom([ADA, GRACE], [GRACE, ADA, EDSGER], [ADA]) }) },
)
const picks = fc.array(nat, { minLength: 1, maxLength: 4 })
const kind = <K extends string, T>(name: K, more: fc.Arbitrary<T>) => more.map((rest) => ({ kind: name, ...rest }))
const step = fc.oneof(
  kind('send', fc.record({ to, sender: fc.constantFrom(ADA, GRACE, EDSGER), mentioned: fc.boolean() })),
  kind('send', fc.record({ to, sender: fc.constant(GRACE), mentioned: fc.boolean() })),
  kind('read', fc.record({ picks, isHere: fc.boolean() })),
  kind('unread', fc.record({ picks })),
  kind('star', fc.record({ picks })),
  kind('move', fc.record({ pick: nat, stream, topic, isWhole: fc.boolean() })),
  kind('delete', fc.record({ picks })),
  kind('rename', fc.record({ stream, name: fc.string() })),
  kind('leave', fc.record({ stream })),
  kind('readAll', fc.record({})),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** What the host knows of a message, one row each. */
interface Row {
  readonly id: number
  to: To
  readonly mentioned: boolean
  isUnread: boolean
}

class World {
  readonly chat: Chat = loadedChat()
  rows: Row[] = []
  #last = 0

  choose(picks: readonly number[]): Row[] {
    const found = this.rows.length === 0 ? [] : picks.map((pick) => this.rows[pick % this.rows.length])
    return [...new Set(found)].filter((row) => row !== undefined)
  }

  run(s: Step): void {
    const { chat } = this
    switch (s.kind) {
      case 'send': {
        const isUnread = s.sender !== ADA
        const flags = [...(isUnread ? [] : ['read']), ...(s.mentioned ? ['mentioned'] : [])]
        const row = { id: (this.#last += 2), to: s.to, mentioned: s.mentioned, isUnread }
        this.rows.push(row)
        handle(chat, messageEvent(wireMessage(row.id, s.to, { sender_id: s.sender }), flags))
        break
      }
      case 'read':
        this.#markRead(this.choose(s.picks), s.isHere)
        break
      case 'readAll':
        this.#markRead(this.rows, false)
        break
      case 'unread':
        this.#markUnread(this.choose(s.picks))
        break
      case 'star':
        handle(chat, flagEvent('add', 'starred', ...this.choose(s.picks).map(({ id }) => id)))
        break
      case 'move':
        this.#move(s)
        break
      case 'delete': {
        const gone = this.choose(s.picks)
        this.rows = this.rows.filter((row) => !gone.includes(row))
        handle(chat, deleteEvent(...gone.map(({ id }) => id)))
        break
      }
      case 'rename':
        handle(chat, { id: 1, type: 'stream', op: 'update', stream_id: s.stream, property: 'name', value: s.name })
        break
      case 'leave':
        this.#leave(s.stream)
        break
    }
  }

  #markRead(rows: readonly Row[], isHere: boolean): void {
    const ids = rows.map(({ id }) => id)
    if (isHere) this.chat.unread.markRead(ids)
    for (const row of rows) row.isUnread = false
    handle(this.chat, flagEvent('add', 'read', ...ids))
  }

  #markUnread(rows: readonly Row[]): void {
    for (const row of rows) row.isUnread = true
    handle(this.chat, unreadEvent(rows))
  }

  /** One message or the whole topic, into a topic that keeps its name when it is there already. */
  #move({ pick, stream, topic, isWhole }: Extract<Step, { kind: 'move' }>): void {
    const [named] = this.choose([pick])
    if (!named || 'people' in named.to) return
    const from = named.to
    const isThere = (row: Row, place: To) => placeOf(row.to) === placeOf(place)
    const moved = this.rows.filter((row) => (isWhole ? isThere(row, from) : row === named))
    const taken = this.rows.find((row) => !moved.includes(row) && isThere(row, { stream, topic }))?.to
    const goal = taken ?? { stream, topic }
    handle(this.chat, moveEvent([named.id, ...moved.filter((row) => row !== named).map(({ id }) => id)], from, goal))
    for (const row of moved) row.to = goal
  }

  /** As the host tells of it: first that everything there is read. */
  #leave(stream: number): void {
    this.#markRead(
      this.rows.filter(({ to }) => 'stream' in to && to.stream === stream),
      false,
    )
    const subscriptions = [wireSubscription(stream)]
    handle(this.chat, { id: 1, type: 'subscription', op: 'remove', subscriptions })
    handle(this.chat, { id: 1, type: 'subscription', op: 'add', subscriptions })
  }

  check(): void {
    const { unread } = this.chat
    const rows = this.rows.filter((row) => row.isUnread)
    const groups = Map.groupBy(rows, (row) => placeOf(row.to))
    expect(unread.count).toBe(rows.length)
    expect(unread.mentions).toBe(rows.filter((row) => row.mentioned).length)
    for (const row of this.rows) expect(unread.has(row.id)).toBe(row.isUnread)
    for (const id of [GENERAL, KITCHEN]) {
      expect(unread.countInStream(id)).toBe(rows.filter(({ to }) => 'stream' in to && to.stream === id).length)
    }
    const found = unread.conversations().map(({ conversation, ...rest }) => ({ key: keyOf(conversation), ...rest }))
    const expected = [...groups].map(([key, there]) => ({
      key,
      count: there.length,
      isMentioned: there.some((row) => row.mentioned),
      newest: Math.max(...there.map(({ id }) => id)),
    }))
    expect(found).toEqual(expected.sort((a, b) => a.newest - b.newest))
  }
}

/** The client's keys, written down a second time. */
function placeOf(to: To): string {
  if ('stream' in to) return `t${to.stream}/${to.topic.toLowerCase()}`
  const others = to.people.filter((id) => id !== ADA).sort((a, b) => a - b)
  return `d${others.length > 0 ? others.join() : ADA}`
}

test('unread counts are those of one row a message, after any events in any order', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }), (steps) => {
      const world = new World()
      for (const one of steps) {
        world.run(one)
        world.check()
      }
    }),
    runs(150, 2_000),
  )
})
