import { expect, test } from 'vitest'
import type { Chat } from '../../../../renderer/chat/model/chat.ts'
import type { Feed } from '../../../../renderer/chat/model/feed.ts'
import type { FeedNarrow } from '../../../../renderer/chat/model/narrow.ts'
import { handle, loadedChat, pageOf } from '../../support/chat.ts'
import { FakeHost } from '../../support/fake-host.ts'
import {
  deleteEvent,
  flagEvent,
  GENERAL,
  HEATING,
  KITCHEN,
  LUNCH,
  messageEvent,
  moveEvent,
  wireMessage,
} from '../../support/wire.ts'

const COOLING = { ...HEATING, topic: 'Cooling' }
const topic = (streamId: number, name: string): FeedNarrow => ({ kind: 'topic', streamId, topic: name })

/** A chat whose lists are open at their end, and empty until events come. */
async function openFeeds(...narrows: readonly FeedNarrow[]): Promise<{ chat: Chat; feeds: Feed[] }> {
  new FakeHost().on('GET /messages', () => pageOf([]))
  const chat = loadedChat()
  const feeds = narrows.map((narrow) => chat.feeds.get(narrow))
  for (const feed of feeds) await feed.open('newest')
  expect(feeds.map(({ status }) => status)).toEqual(narrows.map(() => 'ready'))
  return { chat, feeds }
}

const ids = (feeds: readonly Feed[]) => feeds.map((feed) => feed.ids)

test('a page is asked for in the narrow, and its messages are known to everybody', async () => {
  const host = new FakeHost().on('GET /messages', () => pageOf([{ ...wireMessage(5, HEATING), flags: ['mentioned'] }]))
  const chat = loadedChat()
  await chat.feeds.get(topic(GENERAL, 'Heating')).open(5)
  expect(Object.fromEntries(host.calls[0]?.form ?? [])).toEqual({
    anchor: '5',
    num_before: '50',
    num_after: '50',
    narrow: `[{"operator":"channel","operand":${GENERAL}},{"operator":"topic","operand":"Heating"}]`,
  })
  expect(chat.messages.get(5)?.html).toBe('<p>5</p>')
  expect(chat.unread.isMention(5)).toBe(true)
  expect(chat.recents.topics(GENERAL)).toEqual(['Heating'])
})

test('the lists shown last are kept, the one that was not shown for longest goes', () => {
  const { feeds } = loadedChat()
  const first = feeds.get(topic(GENERAL, 'Heating'))
  for (let i = 0; i < 19; i++) feeds.get(topic(GENERAL, `t${i}`))
  expect(feeds.get(topic(GENERAL, 'HEATING'))).toBe(first)
  const second = feeds.get(topic(GENERAL, 't0'))
  feeds.get(topic(GENERAL, 'one more'))
  expect(feeds.get(topic(GENERAL, 'Heating'))).toBe(first)
  expect(feeds.get(topic(GENERAL, 't0'))).toBe(second)
  for (let i = 20; i < 40; i++) feeds.get(topic(GENERAL, `t${i}`))
  expect(feeds.get(topic(GENERAL, 'Heating'))).not.toBe(first)
})

test('a new message is in every open list that it matches', async () => {
  const narrows = [{ kind: 'feed' }, { kind: 'mentions' }, { kind: 'stream', streamId: GENERAL }] as const
  const { chat, feeds } = await openFeeds(...narrows, topic(GENERAL, 'heating'), topic(GENERAL, 'Cooling'))
  handle(chat, messageEvent(wireMessage(5, HEATING)), messageEvent(wireMessage(6, COOLING), ['mentioned']))
  handle(chat, messageEvent(wireMessage(7, LUNCH)))
  expect(ids(feeds)).toEqual([[5, 6, 7], [6], [5, 6], [5], [6]])
})

test('what is deleted goes from every list', async () => {
  const { chat, feeds } = await openFeeds({ kind: 'feed' }, topic(GENERAL, 'Heating'))
  handle(chat, messageEvent(wireMessage(5, HEATING)), messageEvent(wireMessage(6, HEATING)), deleteEvent(5))
  expect(ids(feeds)).toEqual([[6], [6]])
})

test('what is moved goes from where it was; the list that it came to is read again, for its range has a hole', async () => {
  const stream = { kind: 'stream', streamId: GENERAL } as const
  const { chat, feeds } = await openFeeds({ kind: 'feed' }, stream, topic(GENERAL, 'Heating'), topic(KITCHEN, 'Lunch'))
  handle(chat, messageEvent(wireMessage(5, HEATING)), messageEvent(wireMessage(6, LUNCH)))
  handle(chat, moveEvent([5], HEATING, LUNCH))
  expect(ids(feeds)).toEqual([[5, 6], [], [], []])
  expect(feeds.map(({ status }) => status)).toEqual(['ready', 'ready', 'ready', 'empty'])
})

test('a stream keeps its list when one of its topics is renamed', async () => {
  const stream = { kind: 'stream', streamId: GENERAL } as const
  const { chat, feeds } = await openFeeds(stream, topic(GENERAL, 'Heating'), topic(GENERAL, 'Cooling'))
  handle(chat, messageEvent(wireMessage(5, HEATING)), moveEvent([5], HEATING, COOLING))
  expect(ids(feeds)).toEqual([[5], [], []])
  expect(feeds.map(({ status }) => status)).toEqual(['ready', 'ready', 'empty'])
})

test('a list of starred messages follows the stars', async () => {
  const { chat, feeds } = await openFeeds({ kind: 'starred' }, { kind: 'feed' })
  handle(chat, messageEvent(wireMessage(5, HEATING), ['starred']))
  expect(ids(feeds)).toEqual([[5], [5]])
  handle(chat, flagEvent('remove', 'starred', 5))
  expect(ids(feeds)).toEqual([[], [5]])
  handle(chat, flagEvent('add', 'starred', 5))
  expect(feeds.map(({ status }) => status)).toEqual(['empty', 'ready'])
})
