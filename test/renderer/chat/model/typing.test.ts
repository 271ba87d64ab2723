import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Client } from '../../../../renderer/chat/api/client.ts'
import type { TypingEvent } from '../../../../renderer/chat/api/events.ts'
import { directWith } from '../../../../renderer/chat/model/conversation.ts'
import { Typing } from '../../../../renderer/chat/model/typing.ts'
import { handle, loadedChat } from '../../support/chat.ts'
import { FakeHost, networkFailure, refusal } from '../../support/fake-host.ts'
import { ADA, EDSGER, GENERAL, GRACE, HEATING, messageEvent, wireMessage } from '../../support/wire.ts'

const TOPIC = { kind: 'topic', streamId: GENERAL, topic: 'Heating' } as const
const COOLING = { ...TOPIC, topic: 'Cooling' }
const DIRECT = directWith([GRACE], ADA)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const inTopic = (op: 'start' | 'stop', user_id: number, topic = 'Heating'): TypingEvent & { id: number } => ({
  ...{ id: 1, type: 'typing', op, sender: { user_id } },
  ...{ message_type: 'stream', stream_id: GENERAL, topic },
})
const inDirect = (op: 'start' | 'stop', user_id: number, ...people: number[]): TypingEvent & { id: number } => ({
  ...{ id: 1, type: 'typing', op, sender: { user_id } },
  ...{ message_type: 'direct', recipients: people.map((id) => ({ user_id: id })) },
})

describe('who is writing', () => {
  test('is told where they write, and by each of them', () => {
    const chat = loadedChat()
    handle(chat, inTopic('start', GRACE), inTopic('start', EDSGER, 'heating'), inDirect('start', GRACE, GRACE, ADA))
    expect(chat.typing.in(TOPIC)).toEqual([GRACE, EDSGER])
    expect(chat.typing.in(DIRECT)).toEqual([GRACE])
    expect(chat.typing.in(COOLING)).toEqual([])
    handle(chat, inTopic('stop', GRACE), inTopic('start', ADA), inDirect('stop', EDSGER, ADA, EDSGER))
    expect(chat.typing.in(TOPIC)).toEqual([EDSGER])
  })

  test('is forgotten 15 s after the last word of it, and at once when their message has come', () => {
    const chat = loadedChat()
    handle(chat, inTopic('start', GRACE), inTopic('start', EDSGER))
    vi.advanceTimersByTime(14_000)
    handle(chat, inTopic('start', GRACE))
    vi.advanceTimersByTime(2_000)
    expect(chat.typing.in(TOPIC)).toEqual([GRACE])
    const version = chat.typing.version()
    handle(chat, messageEvent(wireMessage(5, HEATING)))
    expect(chat.typing.in(TOPIC)).toEqual([])
    expect(chat.typing.version()).toBeGreaterThan(version)
    vi.advanceTimersByTime(60_000)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('writing', () => {
  function start() {
    const host = new FakeHost().on('POST /typing', () => ({}))
    const told = () =>
      host.to('POST /typing').map(({ form }) => `${form.get('op')} ${form.get('topic') ?? form.get('to')}`)
    return { host, told, typing: new Typing(new Client()) }
  }

  test('is told once in ten seconds, and its end five seconds after the last key', () => {
    const { told, typing } = start()
    for (let i = 0; i < 11; i++) {
      typing.write(TOPIC)
      vi.advanceTimersByTime(1_000)
    }
    expect(told()).toEqual(['start Heating', 'start Heating'])
    vi.advanceTimersByTime(3_999)
    expect(told()).toHaveLength(2)
    vi.advanceTimersByTime(1)
    expect(told()).toEqual(['start Heating', 'start Heating', 'stop Heating'])
  })

  test('ends where one was when it goes on elsewhere, and ends there, too', () => {
    const { told, typing } = start()
    typing.write(TOPIC)
    typing.write(DIRECT)
    expect(told()).toEqual(['start Heating', 'stop Heating', `start [${GRACE}]`])
    vi.advanceTimersByTime(5_000)
    expect(told().at(-1)).toBe(`stop [${GRACE}]`)
  })

  test('is over with sending, and an end is told once', () => {
    const { told, typing } = start()
    typing.rest()
    typing.write(TOPIC)
    typing.rest()
    typing.rest()
    vi.advanceTimersByTime(60_000)
    expect(told()).toEqual(['start Heating', 'stop Heating'])
  })

  test('is not told any more to a host that has no ear for it, but to one that was away', async () => {
    const { host, typing } = start()
    host.on('POST /typing', networkFailure)
    typing.write(TOPIC)
    await vi.advanceTimersByTimeAsync(1)
    host.on('POST /typing', () => refusal(404, 'NOT_FOUND'))
    typing.write(COOLING)
    await vi.advanceTimersByTimeAsync(1)
    const calls = host.calls.length
    expect(calls).toBeGreaterThan(1)
    typing.write(DIRECT)
    typing.rest()
    expect(host.calls).toHaveLength(calls)
  })
})
