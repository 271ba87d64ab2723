import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Database } from '../../../server/db/database.ts'
import { Writer } from '../../../server/db/writer.ts'
import { openTestDatabase } from '../../support/database.ts'
import { insertDirectGroup, insertMembers, insertStream, message, readUnread } from '../../support/organization.ts'
import { runs } from '../../support/runs.ts'

const USERS = 4
const user = fc.integer({ min: 1, max: USERS })
const pick = fc.nat({ max: 1_000 })

/** One step: who does what, with numbers that pick among the messages there are. */
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      user,
      recipient: fc.nat({ max: 2 }),
      topic: fc.nat({ max: 2 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('read' as const, 'unread' as const),
      user,
      picks: fc.array(pick, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('topic' as const, 'stream' as const, 'all' as const), user, pick }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('star' as const, 'unstar' as const),
      user,
      picks: fc.array(pick, { minLength: 1, maxLength: 3 }),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

interface Row {
  id: number
  recipient: number
  topicId: number
}

/** One set a user, as a chat server with a row per recipient would keep it. */
class Model {
  readonly messages: Row[] = []
  readonly unread = Array.from({ length: USERS + 1 }, () => new Set<number>())
  readonly starred = Array.from({ length: USERS + 1 }, () => new Set<number>())

  readonly members: ReadonlyMap<number, readonly number[]>

  constructor(members: ReadonlyMap<number, readonly number[]>) {
    this.members = members
  }

  choose(picks: readonly number[], reader: number): number[] {
    const mine = this.messages.filter((m) => this.members.get(m.recipient)?.includes(reader))
    return mine.length === 0 ? [] : picks.map((p) => mine[p % mine.length]?.id ?? 0)
  }

  received(row: Row, sender: number): void {
    this.messages.push(row)
    for (const member of this.members.get(row.recipient) ?? []) if (member !== sender) this.unread[member]?.add(row.id)
  }

  readWhere(reader: number, matches: (row: Row) => boolean): void {
    for (const row of this.messages) if (matches(row)) this.unread[reader]?.delete(row.id)
  }
}

async function apply(s: Step, model: Model, writer: Writer, recipients: readonly number[]): Promise<void> {
  if (s.kind === 'send') {
    const recipient = recipients[s.recipient] ?? 0
    const isDirect = s.recipient === 2
    if (!model.members.get(recipient)?.includes(s.user)) return
    const sent = await writer.send(message(s.user, recipient, isDirect ? null : `t${s.topic}`))
    model.received({ id: sent.id, recipient, topicId: sent.topicId }, s.user)
  } else if (s.kind === 'read' || s.kind === 'unread') {
    const ids = model.choose(s.picks, s.user)
    if (ids.length === 0) return
    await writer.mark({ user: s.user, op: s.kind, scope: 'ids', ids })
    for (const id of ids) {
      if (s.kind === 'read') model.unread[s.user]?.delete(id)
      else model.unread[s.user]?.add(id)
    }
  } else if (s.kind === 'star' || s.kind === 'unstar') {
    const ids = model.choose(s.picks, s.user)
    await writer.flag({ user: s.user, op: s.kind === 'star' ? 'add' : 'remove', bit: 2, flag: 'starred', ids })
    for (const id of ids) {
      if (s.kind === 'star') model.starred[s.user]?.add(id)
      else model.starred[s.user]?.delete(id)
    }
  } else if ('pick' in s)
    await applyScope(s.kind, s.user, model.messages[s.pick % Math.max(1, model.messages.length)], model, writer)
}

async function applyScope(
  scope: 'topic' | 'stream' | 'all',
  reader: number,
  row: Row | undefined,
  model: Model,
  writer: Writer,
): Promise<void> {
  const mark = { user: reader, op: 'read' } as const
  if (scope === 'all') {
    await writer.mark({ ...mark, scope })
    model.readWhere(reader, () => true)
  } else if (row && row.topicId !== 0 && scope === 'topic') {
    await writer.mark({ ...mark, scope, recipient: row.recipient, topic: row.topicId })
    model.readWhere(reader, (m) => m.topicId === row.topicId)
  } else if (row) {
    await writer.mark({ ...mark, scope: 'stream', recipient: row.recipient })
    model.readWhere(reader, (m) => m.recipient === row.recipient)
  }
}

async function compare(db: Database, model: Model): Promise<void> {
  for (let u = 1; u <= USERS; u++) {
    expect(await readUnread(db, u)).toEqual([...(model.unread[u] ?? [])].sort((a, b) => a - b))
    const stars = await db.query<{ id: number }>(
      'select message_id as id from message_flag where user_id = $1 and flags & 2 <> 0 order by 1',
      [u],
    )
    expect(stars.map((r) => r.id)).toEqual([...(model.starred[u] ?? [])].sort((a, b) => a - b))
  }
  // The chunks of a state tile all ids, and no state holds more pieces than there are runs of unread messages.
  const torn =
    await db.query(`select from (select from_id, to_id, lead(from_id) over w as next, min(from_id) over w as first
      from read_state window w as (partition by user_id, recipient_id order by from_id)) s
    where s.to_id is distinct from s.next`)
  expect(torn).toEqual([])
}

async function run(db: Database, steps: readonly Step[]): Promise<void> {
  await insertMembers(db, USERS)
  const all = await insertStream(db, 'all', USERS)
  const two = await insertStream(db, 'two', 2)
  const direct = await insertDirectGroup(db, [1, 3])
  const model = new Model(
    new Map([
      [all, [1, 2, 3, 4]],
      [two, [1, 2]],
      [direct, [1, 3]],
    ]),
  )
  const writer = new Writer(db)
  try {
    for (const s of steps) await apply(s, model, writer, [all, two, direct])
  } finally {
    await writer.stop()
  }
  await compare(db, model)
}

test('any order of sends, marks, unmarks and stars leaves what a row per recipient would hold', {
  timeout: 240_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 120 }), async (steps) => {
      const { db, drop } = await openTestDatabase()
      try {
        await run(db, steps)
      } finally {
        await drop()
      }
    }),
    runs(25, 300),
  )
})
