import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { loadedChat } from '../../support/chat.ts'
import { type Call, FakeHost, later, networkFailure } from '../../support/fake-host.ts'
import { GENERAL } from '../../support/wire.ts'

const FLAGS = 'POST /messages/flags'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

function unreadUpTo(count: number) {
  const host = new FakeHost().on(FLAGS, () => ({}))
  const unread_message_ids = Array.from({ length: count }, (_, i) => i + 1)
  const streams = [{ stream_id: GENERAL, topic: 'Heating', unread_message_ids }]
  const chat = loadedChat({ unread_msgs: { streams, pms: [], huddles: [], mentions: [] } })
  const told = () => host.to(FLAGS).map((call) => idsOf(call))
  return { host, told, chat, marks: chat.marks, ids: unread_message_ids }
}

const idsOf = ({ form }: Call) => JSON.parse(form.get('messages') ?? '') as number[]

test('marks are read here at once, and told to the host together, soon', async () => {
  const { host, told, marks, chat } = unreadUpTo(5)
  marks.mark([1, 2])
  expect(chat.unread.count).toBe(3)
  await vi.advanceTimersByTimeAsync(200)
  marks.mark([2, 3, 99])
  expect(told()).toEqual([])
  await vi.advanceTimersByTimeAsync(100)
  expect(told()).toEqual([[1, 2, 3]])
  expect(host.calls[0]?.form.get('op')).toBe('add')
  expect(host.calls[0]?.form.get('flag')).toBe('read')
})

test('what is read already is not told', async () => {
  const { told, marks } = unreadUpTo(1)
  marks.mark([7, 8])
  await vi.advanceTimersByTimeAsync(10_000)
  await marks.flush()
  expect(told()).toEqual([])
})

test('many marks are told a thousand at a time', async () => {
  const { told, marks, ids } = unreadUpTo(2_500)
  marks.mark(ids)
  await vi.advanceTimersByTimeAsync(300)
  expect(told().map((some) => some.length)).toEqual([1_000, 1_000, 500])
  expect(told().flat()).toEqual(ids)
})

test('marks that could not be told wait for the connection, with those that came since', async () => {
  const { host, told, marks } = unreadUpTo(5)
  host.on(FLAGS, networkFailure)
  marks.mark([1])
  await vi.advanceTimersByTimeAsync(300)
  expect(told()).toEqual([[1]])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(told()).toEqual([[1]])
  host.on(FLAGS, () => ({}))
  marks.mark([2])
  await marks.flush()
  await marks.flush()
  expect(told()).toEqual([[1], [1, 2]])
})

test('a mark that is made while others are told is told, too', async () => {
  const { host, told, marks } = unreadUpTo(5)
  const answer = later<object>()
  host.on(FLAGS, () => answer.promise)
  marks.mark([1])
  await vi.advanceTimersByTimeAsync(300)
  marks.mark([2])
  answer.resolve({})
  await vi.advanceTimersByTimeAsync(300)
  expect(new Set(told().flat())).toEqual(new Set([1, 2]))
  await vi.advanceTimersByTimeAsync(10_000)
  await marks.flush()
  expect(told().at(-1)).toEqual([2])
})
