import { describe, expect, test } from 'vitest'
import { doUpdatePresence } from '../../../../server/features/presence/actions.ts'
import { Presences } from '../../../../server/features/presence/index.ts'
import { silentLog } from '../../../../server/lib/log.ts'
import { actor } from '../../../support/core.ts'
import { type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const HOUR = 3_600_000
const ping = ({ core, presences }: ChatApi, user: number, status: 'active' | 'idle', at: number) =>
  doUpdatePresence(core, presences, actor(user), status, at)

describe('presence', () => {
  test('is answered in the modern form to who asks for it, by address to others', async () => {
    const { call } = await startChat()
    const active = await call(MEMBER, 'POST', '/users/me/presence', { status: 'active', last_update_id: -1 })
    const at = expect.any(Number) as number
    expect(active.json['presences']).toEqual({ [MEMBER]: { active_timestamp: at, idle_timestamp: at } })
    const idle = await call(OTHER, 'POST', '/users/me/presence', { status: 'idle' })
    const aggregated = (status: string) => ({ client: 'website', status, timestamp: at })
    const website = (status: string) => ({ ...aggregated(status), pushable: false })
    expect(idle.json['presences']).toEqual({
      'u3@acme.test': { aggregated: aggregated('active'), website: website('active') },
      'u4@acme.test': { aggregated: aggregated('idle'), website: website('idle') },
    })
    expect((await call(GUEST, 'GET', '/realm/presence')).json['presences']).toEqual(idle.json['presences'])
    const slim = await call(GUEST, 'POST', '/register', { slim_presence: true, fetch_event_types: ['presence'] })
    expect(slim.json).toMatchObject({ presences: { [OTHER]: { idle_timestamp: at } }, server_timestamp: at })
    const only = await call(GUEST, 'POST', '/users/me/presence', { status: 'idle', ping_only: true })
    expect(only.json).toEqual({ result: 'success', msg: '' })
  })

  test('of one person is told without their client', async () => {
    const { call } = await startChat()
    await call(MEMBER, 'POST', '/users/me/presence', { status: 'active', ping_only: true })
    const expected = { status: 'active', timestamp: expect.any(Number) as number }
    for (const named of [String(MEMBER), 'u3%40acme.test']) {
      const { json } = await call(GUEST, 'GET', `/users/${named}/presence`)
      expect(json['presence']).toEqual({ aggregated: expected, website: expected })
    }
    const msg = async (named: number) => (await call(GUEST, 'GET', `/users/${named}/presence`)).json['msg']
    expect(await msg(OTHER)).toBe(`No presence data for ${OTHER}`)
    expect(await msg(999)).toBe('No such user')
    await call(OWNER, 'DELETE', `/users/${MEMBER}`)
    expect(await msg(MEMBER)).toBe('No such user')
    expect((await call(GUEST, 'GET', '/realm/presence')).json['presences']).toEqual({})
  })

  test('tells of what is new since the last update only', async () => {
    const chat = await startChat()
    const ask = async (last_update_id: number) =>
      (await chat.call(GUEST, 'POST', '/users/me/presence', { status: 'idle', last_update_id })).json
    await ping(chat, MEMBER, 'active', Date.now())
    await chat.presences.flush()
    const first = await ask(-1)
    expect(Object.keys(first['presences'] as object)).toEqual([String(MEMBER), String(GUEST)])
    await chat.presences.flush()
    await ping(chat, OTHER, 'active', Date.now())
    const second = await ask(first['presence_last_update_id'] as number)
    expect(Object.keys(second['presences'] as object)).toEqual([String(OTHER), String(GUEST)])
    await chat.presences.flush()
    const third = await ask(second['presence_last_update_id'] as number)
    expect(Object.keys(third['presences'] as object)).toEqual([String(OTHER), String(GUEST)])
    expect(third['presence_last_update_id']).toBeGreaterThan(second['presence_last_update_id'] as number)
  })

  test('of more than two weeks ago is not told, unless asked for', async () => {
    const chat = await startChat()
    await ping(chat, MEMBER, 'idle', Date.now() - 15 * 24 * HOUR)
    await chat.presences.flush()
    const ask = async (more: object) => {
      const params = { status: 'idle', slim_presence: true, ...more }
      return Object.keys((await chat.call(GUEST, 'POST', '/users/me/presence', params)).json['presences'] as object)
    }
    expect(await ask({})).toEqual([String(GUEST)])
    expect(await ask({ history_limit_days: 16 })).toEqual([String(MEMBER), String(GUEST)])
  })
})

test('everybody is told of who comes back, not of who was there all the time', async () => {
  const chat = await startChat()
  const slim = await chat.listen(GUEST, { event_types: ['presence'], slim_presence: true })
  const legacy = await chat.listen(OTHER, { event_types: ['presence'] })
  const start = Date.now() - HOUR
  await ping(chat, MEMBER, 'idle', start)
  await ping(chat, MEMBER, 'active', start + 1_000)
  await ping(chat, MEMBER, 'active', start + 61_000)
  await ping(chat, MEMBER, 'idle', start + 500_000)
  await chat.presences.flush()
  await ping(chat, MEMBER, 'active', start + 501_000)
  const timestamps = [start + 1_000, start + 501_000].map((at) => Math.floor(at / 1000))
  const events = await legacy.events()
  expect(events).toMatchObject(
    timestamps.map((timestamp) => ({
      user_id: MEMBER,
      email: 'u3@acme.test',
      presence: { website: { client: 'website', status: 'active', timestamp, pushable: false } },
    })),
  )
  expect(await slim.events()).toEqual(events.map(({ email, ...rest }) => rest))
})

test('pings of many are one write, and none of them a row of the event log', async () => {
  const chat = await startChat()
  const written = () =>
    chat.core.db.query<{ user_id: number; tx: string }>('select user_id, xmin::text as tx from presence')
  const logged = async () => (await chat.core.db.query<{ id: number }>('select max(id) as id from event'))[0]?.id
  const before = await logged()
  for (const user of [OWNER, MEMBER, OTHER, GUEST]) await ping(chat, user, 'active', Date.now())
  expect(await written()).toEqual([])
  await chat.presences.flush()
  const rows = await written()
  expect([rows.length, new Set(rows.map((row) => row.tx)).size]).toEqual([4, 1])
  expect(await logged()).toBe(before)
})

test('a later time is never taken back, whichever node writes last', async () => {
  const chat = await startChat()
  const other = new Presences(chat.core.db, silentLog)
  const now = Date.now()
  chat.presences.note(MEMBER, 'active', now)
  other.note(MEMBER, 'active', now - HOUR)
  await chat.presences.flush()
  await other.stop()
  const [row] = await chat.presences.read(chat.core.db, { user: MEMBER })
  expect(row).toMatchObject({ active: Math.floor(now / 1000), connected: Math.floor(now / 1000) })
})

test('pings that could not be written are written the next time', async () => {
  const chat = await startChat()
  const warnings: string[] = []
  const log = { ...silentLog, warn: (_fields: object, message?: string) => warnings.push(message ?? '') }
  const { db } = chat.core
  await db.query('alter table presence rename to gone')
  const presences = new Presences(db, log)
  presences.note(MEMBER, 'active', Date.now())
  await presences.flush()
  expect(warnings).toHaveLength(1)
  await db.query('alter table gone rename to presence')
  await presences.stop()
  expect(await db.query('select from presence where user_id = $1', [MEMBER])).toHaveLength(1)
})
