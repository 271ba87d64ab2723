import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Client } from '../../../../renderer/chat/api/client.ts'
import { Presence } from '../../../../renderer/chat/model/presence.ts'
import { FakeHost, networkFailure, refusal } from '../../support/fake-host.ts'
import { ADA, EDSGER, GRACE } from '../../support/wire.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'Date'] })
  vi.setSystemTime(1_000_000_000_000)
})
afterEach(() => {
  vi.useRealTimers()
})

const now = () => Math.floor(Date.now() / 1000)
const PING = 'POST /users/me/presence'

async function started(presences: () => object): Promise<{ host: FakeHost; presence: Presence }> {
  const host = new FakeHost().on(PING, () => ({ presence_last_update_id: 7, presences: presences() }))
  const presence = new Presence(new Client())
  presence.start()
  await vi.advanceTimersByTimeAsync(0)
  return { host, presence }
}

const asked = (host: FakeHost) => host.to(PING).map(({ form }) => Object.fromEntries(form))

test('nobody is said to be away before the host has told', async () => {
  const presence = new Presence(new Client())
  expect(presence.statusOf(GRACE)).toBeUndefined()
  new FakeHost().on(PING, networkFailure)
  presence.start()
  await vi.advanceTimersByTimeAsync(0)
  expect(presence.statusOf(GRACE)).toBeUndefined()
  presence.stop()
})

test('one is here, idle or away by what the host tells, and by the passing of time', async () => {
  const { presence } = await started(() => ({
    [GRACE]: { active_timestamp: now(), idle_timestamp: now() },
    [EDSGER]: { active_timestamp: now() - 141, idle_timestamp: now() },
  }))
  presence.stop()
  const all = () => [GRACE, EDSGER, ADA].map((id) => presence.statusOf(id))
  expect(all()).toEqual(['active', 'idle', 'away'])
  vi.setSystemTime(Date.now() + 141_000)
  expect(all()).toEqual(['away', 'away', 'away'])
})

test('an event says that somebody is back, and an older one does not undo it', async () => {
  const { presence } = await started(() => ({}))
  presence.stop()
  const website = (status: string, timestamp: number) => ({ website: { status, timestamp } })
  presence.handle(GRACE, website('active', now()))
  presence.handle(EDSGER, website('idle', now()))
  presence.handle(GRACE, website('idle', now() - 60))
  presence.handle(GRACE, website('active', now() - 600))
  expect([presence.statusOf(GRACE), presence.statusOf(EDSGER)]).toEqual(['active', 'idle'])
})

test('the host hears every 50 s that one is here, from where its last answer left off', async () => {
  const { host, presence } = await started(() => ({}))
  await vi.advanceTimersByTimeAsync(50_000)
  await vi.advanceTimersByTimeAsync(300_000)
  presence.noteInput()
  await vi.advanceTimersByTimeAsync(49_999)
  presence.stop()
  await vi.advanceTimersByTimeAsync(600_000)
  const calls = asked(host)
  expect(calls).toHaveLength(8)
  expect(calls[0]).toEqual({ status: 'active', new_user_input: 'true', last_update_id: '-1', ping_only: 'false' })
  expect(calls[1]).toEqual({ status: 'active', new_user_input: 'false', last_update_id: '7', ping_only: 'false' })
  expect(calls.map(({ status }) => status).slice(5)).toEqual(['active', 'idle', 'idle'])
})

test('views hear of each ping, for people go away without news', async () => {
  const { presence } = await started(() => ({}))
  const version = presence.version()
  await vi.advanceTimersByTimeAsync(50_000)
  presence.stop()
  expect(presence.version()).toBeGreaterThan(version)
})

test('starting again does not ping twice as often', async () => {
  const { host, presence } = await started(() => ({}))
  presence.start()
  await vi.advanceTimersByTimeAsync(50_000)
  presence.stop()
  expect(host.to(PING)).toHaveLength(3)
})

test('a host without presence is not asked again, one that was away is', async () => {
  const { host, presence } = await started(() => ({}))
  host.on(PING, networkFailure)
  await vi.advanceTimersByTimeAsync(50_000)
  host.on(PING, () => refusal(404, 'NOT_FOUND'))
  await vi.advanceTimersByTimeAsync(50_000)
  expect(host.to(PING)).toHaveLength(3)
  await vi.advanceTimersByTimeAsync(500_000)
  expect(host.to(PING)).toHaveLength(3)
  presence.stop()
})
