import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { Wait } from '../../server/delivery/wait.ts'
import { checkDeleteMessage, doDeleteMessage } from '../../server/features/messages/actions/delete.ts'
import { checkEditContent, doEditContent } from '../../server/features/messages/actions/edit.ts'
import { checkMoveMessages, doMoveMessages } from '../../server/features/messages/actions/move.ts'
import { fetchMessages } from '../../server/features/messages/fetch.ts'
import { readState } from '../../server/features/register/index.ts'
import { doSubscribe } from '../../server/features/streams/actions/subscribe.ts'
import { doUnsubscribe } from '../../server/features/streams/actions/unsubscribe.ts'
import { readStream } from '../../server/features/streams/repository.ts'
import { doDeactivateUser, doReactivateUser } from '../../server/features/users/index.ts'
import type { Actor } from '../../server/http/call.ts'
import { actor, insertPeople, startCore, type TestCore } from '../support/core.ts'
import { openTestDatabase } from '../support/database.ts'
import { type NaiveMessage, NaiveModel } from '../support/naive-model.ts'
import { insertDirectGroup, message, readUnread } from '../support/organization.ts'
import { Replica } from '../support/replica.ts'
import type { ClientEvent } from '../support/replica-part.ts'

const USERS = [1, 2, 3, 4]
const GUEST = 4
const DIRECT = [1, 3]
const who = (user: number): Actor => actor(user, user === 1 ? 100 : user === GUEST ? 600 : 400)

const user = fc.constantFrom(...USERS)
const nat = fc.nat({ max: 1_000 })
const place = fc.nat({ max: 2 })
const of = <K extends string>(
  kind: K,
  weight: number,
  more: Record<string, fc.Arbitrary<number | number[] | string>>,
) => ({
  weight,
  arbitrary: fc.record({ kind: fc.constant(kind), user, ...more }) as fc.Arbitrary<unknown> as fc.Arbitrary<Step>,
})

/** One step: who does what, with numbers that pick among what there is. */
interface Step {
  readonly kind: keyof typeof STEPS
  readonly user: number
  readonly place: number
  readonly topic: number
  readonly pick: number
  readonly picks: number[]
  readonly mode: 'change_one' | 'change_later' | 'change_all'
}

const step = fc.oneof(
  of('send', 10, { place, topic: place }),
  of('sendDirect', 2, {}),
  of('read', 5, { picks: fc.array(nat, { minLength: 1, maxLength: 4 }) }),
  of('unread', 3, { picks: fc.array(nat, { minLength: 1, maxLength: 3 }) }),
  of('readTopic', 1, { pick: nat }),
  of('readAll', 1, {}),
  of('star', 1, { picks: fc.array(nat, { minLength: 1, maxLength: 2 }) }),
  of('edit', 2, { pick: nat }),
  of('move', 6, {
    pick: nat,
    place,
    topic: place,
    mode: fc.constantFrom('change_one', 'change_later', 'change_all'),
  }),
  of('delete', 1, { pick: nat }),
  of('subscribe', 2, { place }),
  of('unsubscribe', 2, { place }),
  of('deactivate', 1, {}),
  of('reactivate', 2, {}),
  of('restart', 1, {}),
  of('sync', 2, {}),
)

interface Client {
  readonly replica: Replica
  readonly queue: string
  cursor: number
}

class World {
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

async function send(w: World, s: Step): Promise<void> {
  const stream = w.model.streams.get(w.stream(s.place))
  if (!stream) return
  const content = `m${w.count++}`
  const topic = `t${s.topic}`
  const sending = w.core.writer.send(message(s.user, stream.id, topic, { content, rendered: content }))
  if (!w.model.mayPost(s.user, stream)) {
    await expect(sending).rejects.toThrow('not subscribed')
    return
  }
  const { id } = await sending
  w.model.send({ id, sender: s.user, stream: stream.id, topic, content, direct: undefined, history: [] })
}

async function sendDirect(w: World, s: Step): Promise<void> {
  if (!DIRECT.includes(s.user) || !DIRECT.every(w.isActive)) return
  const { id } = await w.core.writer.send(message(s.user, w.direct, null, { content: 'psst', rendered: 'psst' }))
  w.model.send({ id, sender: s.user, stream: w.direct, topic: '', content: 'psst', direct: DIRECT, history: [] })
}

async function mark(w: World, s: Step): Promise<void> {
  // Also messages out of the user's reach: those must stay as they are.
  const all = [...w.model.messages.keys()]
  const ids = s.picks.map((pick) => all[pick % Math.max(1, all.length)] ?? 1)
  const op = s.kind === 'read' ? 'read' : 'unread'
  await w.core.writer.mark({ user: s.user, op, scope: 'ids', ids })
  w.model.mark(s.user, ids, op === 'read')
}

async function readTopic(w: World, s: Step): Promise<void> {
  const chosen = w.choose(s.user, s.pick)
  if (!chosen || chosen.direct) return
  const [topic] = await w.db.query<{ id: number }>('select id from topic where recipient_id = $1 and name = $2', [
    chosen.stream,
    chosen.topic,
  ])
  const marked = { user: s.user, op: 'read', scope: 'topic', recipient: chosen.stream, topic: topic?.id ?? 0 } as const
  await w.core.writer.mark(marked)
  const ids = [...w.model.messages.values()].filter((m) => m.stream === chosen.stream && m.topic === chosen.topic)
  w.model.mark(
    s.user,
    ids.map((m) => m.id),
    true,
  )
}

async function star(w: World, s: Step): Promise<void> {
  const ids = s.picks.flatMap((pick) => w.choose(s.user, pick)?.id ?? [])
  if (ids.length === 0) return
  await w.core.writer.flag({ user: s.user, op: 'add', bit: 2, flag: 'starred', ids })
  for (const id of ids) w.model.starred.get(s.user)?.add(id)
}

async function edit(w: World, s: Step): Promise<void> {
  const chosen = w.choose(s.user, s.pick)
  if (!chosen) return
  const content = `e${w.count++}`
  const checking = checkEditContent(w.core, who(s.user), chosen.id, content)
  if (chosen.sender !== s.user) {
    await expect(checking).rejects.toThrow('permission')
    return
  }
  await doEditContent(w.core, who(s.user), chosen.id, (await checking).composed)
  w.model.edit(s.user, chosen.id, content)
}

async function move(w: World, s: Step): Promise<void> {
  const chosen = w.choose(s.user, s.pick)
  const to = w.model.streams.get(w.stream(s.place))
  if (!chosen || chosen.direct || !to) return
  const topic = `t${s.topic}`
  const isOther = to.id !== chosen.stream
  if (!isOther && topic === chosen.topic) return
  const checking = checkMoveMessages(w.core, who(s.user), { id: chosen.id, mode: s.mode, topic, streamId: to.id })
  if (isOther && (s.user === GUEST || !w.model.mayPost(s.user, to))) {
    await expect(checking).rejects.toThrow()
    return
  }
  const plan = await checking
  if (!plan) throw new Error('There is something to move')
  await doMoveMessages(w.core, who(s.user), plan)
  const moved = [...w.model.messages.values()].filter((m) => {
    if (m.stream !== chosen.stream || m.topic !== chosen.topic || !w.model.mayRead(s.user, m)) return false
    return s.mode === 'change_all' || m.id === chosen.id || (s.mode === 'change_later' && m.id > chosen.id)
  })
  w.model.move(
    s.user,
    moved.map((m) => m.id),
    to.id,
    topic,
  )
}

async function remove(w: World, s: Step): Promise<void> {
  const chosen = w.choose(s.user, s.pick)
  if (!chosen) return
  const checking = checkDeleteMessage(w.core, who(s.user), chosen.id)
  if (chosen.sender !== s.user && s.user !== 1) {
    await expect(checking).rejects.toThrow('permission')
    return
  }
  await checking
  await doDeleteMessage(w.core, who(s.user), chosen.id)
  w.model.delete(chosen.id)
}

async function subscribe(w: World, s: Step): Promise<void> {
  const { name } = await readStream(w.db, w.stream(s.place))
  const streams = [{ name, description: '' }]
  const there = w.model.streams.get(w.stream(s.place))
  // Into a private stream one is brought by somebody who is there.
  const [host] = there?.isPrivate ? there.subscribers : [1]
  if (host === undefined) return
  await doSubscribe(w.core, who(host), { streams, users: [s.user], inviteOnly: false, publicHistory: true })
  there?.subscribers.add(s.user)
}

async function unsubscribe(w: World, s: Step): Promise<void> {
  await doUnsubscribe(w.core, s.user, [await readStream(w.db, w.stream(s.place))])
  w.model.unsubscribe(s.user, w.stream(s.place))
}

const STEPS = {
  send,
  sendDirect,
  read: mark,
  unread: mark,
  readTopic,
  async readAll(w: World, s: Step) {
    await w.core.writer.mark({ user: s.user, op: 'read', scope: 'all' })
    for (const row of w.model.rows.get(s.user)?.values() ?? []) row.isRead = true
  },
  star,
  edit,
  move,
  delete: remove,
  subscribe,
  unsubscribe,
  async deactivate(w: World, s: Step) {
    if (s.user === 1) return
    await doDeactivateUser(w.core, w.core.auth, s.user)
    w.model.inactive.add(s.user)
    w.clients.delete(s.user)
  },
  async reactivate(w: World, s: Step) {
    const [id] = w.model.inactive
    if (id === undefined || s.user !== 1) return
    await doReactivateUser(w.core, w.core.auth, id)
    w.model.inactive.delete(id)
    await w.register(id)
  },
  async restart(w: World) {
    await w.core.stop()
    w.core = await startCore(w.db)
  },
  async sync(w: World, s: Step) {
    await w.sync(s.user)
  },
}

async function compare(w: World): Promise<void> {
  for (const id of USERS) {
    expect(await readUnread(w.db, id), `unread of user ${id}`).toEqual(w.model.unread(id))
    if (!w.isActive(id)) continue
    expect(await fetchIds(w, id, []), `feed of user ${id}`).toEqual(w.model.feed(id))
    for (const stream of w.model.streams.values()) await compareStream(w, id, stream.id)
    await w.sync(id)
    const { state } = await w.db.withTransaction((tx) => readState(tx, id, null), 'repeatable read')
    expect(state['starred_messages'], `stars of user ${id}`).toEqual(w.model.stars(id))
    const client = w.clients.get(id)
    expect(client?.replica.state, `what events made of user ${id}'s state`).toEqual(new Replica(id, state).state)
  }
  const torn = await w.db.query(`select from (select from_id, to_id, lead(from_id) over w as next from read_state
      window w as (partition by user_id, recipient_id order by from_id)) s where s.to_id is distinct from s.next`)
  expect(torn, 'the chunks of a state tile all ids').toEqual([])
}

type Fetched = { id: number; content: string; edit_history?: { timestamp: number; prev_rendered_content?: string }[] }

async function fetch(w: World, reader: number, narrow: { operator: string; operand: number }[]): Promise<Fetched[]> {
  const all = { anchor: 'oldest', includeAnchor: true, before: 0, after: 4_000, applyMarkdown: false }
  const { messages } = (await fetchMessages(w.db, reader, { ...all, narrow })) as { messages: Fetched[] }
  return messages
}

async function fetchIds(w: World, reader: number, narrow: { operator: string; operand: number }[]): Promise<number[]> {
  return (await fetch(w, reader, narrow)).map((m) => m.id)
}

async function compareStream(w: World, reader: number, stream: number): Promise<void> {
  const readable = [...w.model.messages.values()].filter((m) => m.stream === stream && w.model.mayRead(reader, m))
  const known = w.model.streams.get(stream)
  if (!known || !w.model.mayPost(reader, known)) {
    await expect(fetch(w, reader, [{ operator: 'channel', operand: stream }])).rejects.toThrow('Invalid narrow')
    return
  }
  const fetched = await fetch(w, reader, [{ operator: 'channel', operand: stream }])
  const told = fetched.map(({ id, content, edit_history = [] }) => ({
    id,
    content,
    history: edit_history.map(({ timestamp: _at, prev_rendered_content: _html, ...entry }) => entry),
  }))
  const expected = readable
    .sort((a, b) => a.id - b.id)
    .map(({ id, content, history }) => ({ id, content, history: history.map(asListed) }))
  expect(told, `stream ${stream} as user ${reader} sees it`).toEqual(expected)
}

/** A list tells the texts of the newest two changes alone. */
function asListed(entry: object, index: number): object {
  if (index < 2) return entry
  const { prev_content: _text, ...rest } = entry as { prev_content?: string }
  return rest
}

async function run(db: Database, steps: readonly Step[]): Promise<void> {
  await insertPeople(db, USERS.length)
  await db.query('update user_account set role = 600 where id = $1', [GUEST])
  const core = await startCore(db)
  const make = (name: string, users: number[], inviteOnly: boolean, publicHistory: boolean) =>
    doSubscribe(core, who(1), { streams: [{ name, description: '' }], users, inviteOnly, publicHistory })
  await make('open', USERS, false, true)
  await make('closed', [1, 2], true, true)
  await make('guarded', [2, 3], true, false)
  const rows = await db.query<{ id: number }>('select id from stream order by id')
  const world = new World(
    db,
    core,
    rows.map((row) => row.id),
    await insertDirectGroup(db, DIRECT),
  )
  try {
    for (const id of USERS) await world.register(id)
    for (const s of steps) if (world.isActive(s.user)) await STEPS[s.kind](world, s)
    await compare(world)
  } finally {
    await world.core.stop()
  }
}

test('whatever people do, flags, unread sets, histories and events are those of a row per recipient', {
  timeout: 600_000,
}, async () => {
  const deep = process.env['HEARTH_DEEP'] !== undefined
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 100, size: 'max' }), async (steps) => {
      const { db, drop } = await openTestDatabase()
      try {
        await run(db, steps)
      } finally {
        await drop()
      }
    }),
    // Shrinking a failure is bounded, too.
    { numRuns: deep ? 300 : 15, plugins: [fc.interruptAfterTimeLimit(deep ? 500_000 : 100_000)] },
  )
})
