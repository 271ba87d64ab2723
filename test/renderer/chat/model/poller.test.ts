import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { Client } from '../../../../renderer/chat/api/client.ts'
import type { ChatEvent } from '../../../../renderer/chat/api/events.ts'
import { Connection } from '../../../../renderer/chat/model/connection.ts'
import { Poller } from '../../../../renderer/chat/model/poller.ts'
import { EventQueue } from '../../support/event-queue.ts'
import { FakeHost, later, networkFailure, refusal, settle } from '../../support/fake-host.ts'
import { registration } from '../../support/wire.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const heartbeat = (id: number): ChatEvent => ({ id, type: 'heartbeat' })
const away = new TypeError('fetch failed')

async function started() {
  const host = new FakeHost()
  const queue = new EventQueue(host)
  const connection = new Connection()
  const story: string[] = []
  const trouble: { now?: Error } = {}
  const poller = new Poller(new Client(), connection, {
    onRegistered: (state) => story.push(`registered ${state.queue_id}`),
    onEvent: (event) => {
      story.push(`event ${event.id}`)
      if (trouble.now) throw trouble.now
    },
    onCaughtUp: () => story.push('caught up'),
    onSignedOut: () => story.push('signed out'),
  })
  const running = poller.run()
  onTestFinished(() => poller.stop())
  await settle()
  return { host, queue, connection, story, trouble, poller, running }
}

describe('the event queue', () => {
  test('is registered once, and followed from where its state ends', async () => {
    const { host, queue, story, poller } = await started()
    expect(poller.queueId).toBe('q1')
    expect(queue.waiting).toEqual({ queue_id: 'q1', last_event_id: '0', dont_block: 'false' })
    queue.say(heartbeat(1024), heartbeat(1025))
    await settle()
    expect(queue.waiting).toMatchObject({ last_event_id: '1025' })
    expect(story).toEqual(['registered q1', 'caught up', 'event 1024', 'event 1025', 'caught up'])
    expect(host.to('POST /register')).toHaveLength(1)
  })

  test('asks for the types that this client handles, and for capabilities that it has', async () => {
    const { host } = await started()
    const form = host.to('POST /register')[0]?.form
    expect(JSON.parse(form?.get('event_types') ?? '')).toContain('update_message_flags')
    expect(JSON.parse(form?.get('client_capabilities') ?? '')).toEqual({
      stream_typing_notifications: true,
      bulk_message_deletion: true,
      include_deactivated_groups: true,
      linkifier_url_template: true,
      user_settings_object: true,
    })
  })

  test('keeps its cursor over a failure, and asks at first for what there is without waiting', async () => {
    const { host, queue, connection, story } = await started()
    queue.say(heartbeat(1024))
    await settle()
    queue.answer(away)
    await settle()
    expect(connection.state.kind).toBe('offline')
    await vi.advanceTimersByTimeAsync(500)
    await settle()
    expect(queue.waiting).toEqual({ queue_id: 'q1', last_event_id: '1024', dont_block: 'true' })
    queue.say()
    await settle()
    expect(connection.state.kind).toBe('online')
    expect(queue.waiting).toMatchObject({ dont_block: 'false' })
    expect(story.filter((word) => word === 'caught up')).toHaveLength(3)
    expect(host.to('POST /register')).toHaveLength(1)
  })

  test('is made anew when the host has lost it, and only then', async () => {
    const { host, queue, story } = await started()
    queue.state = registration({ queue_id: 'q2', last_event_id: 5_120 })
    queue.answer(refusal(400, 'BAD_EVENT_QUEUE_ID'))
    await settle()
    expect(queue.waiting).toMatchObject({ queue_id: 'q2', last_event_id: '5120', dont_block: 'false' })
    expect(story).toEqual(['registered q1', 'caught up', 'registered q2', 'caught up'])
    queue.answer(refusal(500, 'INTERNAL_SERVER_ERROR'))
    await vi.advanceTimersByTimeAsync(500)
    await settle()
    expect(queue.waiting).toMatchObject({ queue_id: 'q2' })
    expect(host.to('POST /register')).toHaveLength(2)
  })

  test('waits as long as a limit says', async () => {
    const { queue } = await started()
    queue.answer(refusal(429, 'RATE_LIMIT_HIT', 'slow down', { 'retry-after': 7 }))
    await settle()
    await vi.advanceTimersByTimeAsync(6_999)
    await settle()
    expect(queue.waiting).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    await settle()
    expect(queue.waiting).toBeDefined()
  })

  test('ends with the session', async () => {
    const { queue, story, running } = await started()
    queue.answer(refusal(401, 'UNAUTHORIZED'))
    await running
    expect(story.at(-1)).toBe('signed out')
    expect(queue.waiting).toBeUndefined()
  })
})

describe('stopping', () => {
  test('breaks off the poll that waits', async () => {
    const { poller, running, story } = await started()
    poller.stop()
    await running
    expect(story).toEqual(['registered q1', 'caught up'])
  })

  test('does not wait for the next try', async () => {
    const { host, poller, queue, running } = await started()
    queue.answer(away)
    await settle()
    const calls = host.calls.length
    poller.stop()
    await running
    expect(host.calls).toHaveLength(calls)
  })

  test('while it registers tells nothing of the state that still comes', async () => {
    const { host, poller, running, story, queue } = await started()
    const state = later<object>()
    host.on('POST /register', () => state.promise)
    queue.answer(refusal(400, 'BAD_EVENT_QUEUE_ID'))
    await settle()
    expect(host.to('POST /register')).toHaveLength(2)
    poller.stop()
    state.resolve(registration({ queue_id: 'q2' }))
    await running
    expect(story).toEqual(['registered q1', 'caught up'])
  })
})

describe('the connection', () => {
  test('waits longer after each failure, at most a quarter of a minute, and never for all clients at once', async () => {
    const connection = new Connection()
    const waits: number[] = []
    for (let i = 0; i < 8; i++) {
      const before = Date.now()
      const down = connection.down()
      if (connection.state.kind === 'offline') waits.push(connection.state.retryAt - before)
      await vi.advanceTimersByTimeAsync(15_000)
      await down
    }
    for (const [i, wait] of waits.entries()) {
      const longest = Math.min(15_000, 500 * 2 ** i)
      expect(wait).toBeGreaterThanOrEqual(longest / 2)
      expect(wait).toBeLessThanOrEqual(longest)
    }
    expect(waits).toHaveLength(8)
    connection.up()
    void connection.down()
    expect(connection.state.kind === 'offline' && connection.state.retryAt - Date.now()).toBeLessThanOrEqual(500)
  })

  test('begins anew from a fresh state after a fault of the page in the middle of an event', async () => {
    const reported = vi.fn<(error: unknown) => void>()
    vi.stubGlobal('reportError', reported)
    onTestFinished(() => void vi.unstubAllGlobals())
    const { queue, connection, story, trouble, host } = await started()
    trouble.now = new Error('a defect')
    queue.say(heartbeat(1024))
    await settle()
    expect(reported).toHaveBeenCalledWith(trouble.now)
    delete trouble.now
    connection.tryNow()
    await settle()
    expect(host.to('POST /register')).toHaveLength(2)
    expect(story.slice(-2)).toEqual(['registered q1', 'caught up'])
  })

  test('is tried at once on demand', async () => {
    const { queue, connection, host } = await started()
    host.on('GET /events', networkFailure)
    queue.answer(away)
    await settle()
    const calls = host.calls.length
    connection.tryNow()
    await settle()
    expect(host.calls).toHaveLength(calls + 1)
  })
})
