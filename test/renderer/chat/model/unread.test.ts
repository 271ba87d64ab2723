import { describe, expect, test } from 'vitest'
import type { WireUnread } from '../../../../renderer/chat/api/objects.ts'
import { handle, loadedChat } from '../../support/chat.ts'
import {
  ADA,
  deleteEvent,
  EDSGER,
  flagEvent,
  GENERAL,
  GRACE,
  HEATING,
  KITCHEN,
  LUNCH,
  messageEvent,
  moveEvent,
  registration,
  type To,
  unreadEvent,
  wireMessage,
} from '../../support/wire.ts'

const COOLING = { ...HEATING, topic: 'Cooling' }
const TOPIC = { kind: 'topic', streamId: GENERAL, topic: 'Heating' } as const
const SAID: WireUnread = {
  streams: [
    { stream_id: GENERAL, topic: 'Heating', unread_message_ids: [3, 5] },
    { stream_id: KITCHEN, topic: 'Lunch', unread_message_ids: [4] },
  ],
  pms: [
    { other_user_id: GRACE, unread_message_ids: [2] },
    { other_user_id: ADA, unread_message_ids: [1] },
  ],
  huddles: [{ user_ids_string: '1,2,3', unread_message_ids: [6] }],
  mentions: [5],
}

describe('what is unread', () => {
  test('is at first what /register tells, the oldest conversation first', () => {
    const { unread } = loadedChat({ unread_msgs: SAID })
    expect(unread.count).toBe(6)
    expect(unread.conversations().map(({ conversation, count }) => [conversation, count])).toEqual([
      [{ kind: 'direct', userIds: [ADA] }, 1],
      [{ kind: 'direct', userIds: [GRACE] }, 1],
      [{ kind: 'topic', streamId: KITCHEN, topic: 'Lunch' }, 1],
      [TOPIC, 2],
      [{ kind: 'direct', userIds: [GRACE, EDSGER] }, 1],
    ])
    expect(unread.mentions).toBe(1)
    expect(unread.isMentionedIn(TOPIC)).toBe(true)
    expect([unread.countIn(TOPIC), unread.countInStream(GENERAL), unread.countInStream(KITCHEN)]).toEqual([2, 2, 1])
  })

  test('is forgotten for what a new queue tells', () => {
    const chat = loadedChat({ unread_msgs: SAID })
    chat.unread.load(registration({ unread_msgs: { ...SAID, streams: [], mentions: [] } }))
    expect([chat.unread.count, chat.unread.mentions]).toEqual([3, 0])
  })

  test('grows by a new message, unless the host says that it is read', () => {
    const chat = loadedChat()
    handle(chat, messageEvent(wireMessage(5, HEATING), ['mentioned']))
    handle(chat, messageEvent(wireMessage(6, HEATING, { sender_id: ADA }), ['read']))
    expect([chat.unread.count, chat.unread.mentions]).toEqual([1, 1])
    expect([chat.unread.has(5), chat.unread.has(6), chat.unread.isMention(5)]).toEqual([true, false, true])
  })

  test('is marked here at once, and a page that was read before does not undo it', () => {
    const chat = loadedChat({ unread_msgs: SAID })
    expect(chat.unread.markRead([3, 4, 99])).toEqual([3, 4])
    const stored = chat.messages.add([wireMessage(3, HEATING)], ADA)
    for (const message of stored) chat.unread.add(message)
    expect(chat.unread.has(3)).toBe(false)
    handle(chat, unreadEvent([{ id: 3, to: HEATING }]))
    expect(chat.unread.has(3)).toBe(true)
  })

  test('is marked elsewhere, and a page that was read before does not undo it', () => {
    const chat = loadedChat({ unread_msgs: SAID })
    handle(chat, flagEvent('add', 'read', 3))
    const stored = chat.messages.add([wireMessage(3, HEATING)], ADA)
    for (const message of stored) chat.unread.add(message)
    expect(chat.unread.has(3)).toBe(false)
  })

  test('is marked as a whole', () => {
    const chat = loadedChat({ unread_msgs: SAID })
    handle(chat, { ...flagEvent('add', 'read'), op: 'add', all: true })
    expect([chat.unread.count, chat.unread.mentions]).toEqual([0, 0])
    expect(chat.unread.conversations()).toEqual([])
  })

  test('has nothing to do with stars', () => {
    const chat = loadedChat({ unread_msgs: SAID })
    handle(chat, flagEvent('add', 'starred', 3, 4), flagEvent('remove', 'starred', 3))
    expect(chat.unread.count).toBe(6)
  })

  test('comes back with its place and its mention, also of messages that nobody has loaded', () => {
    const chat = loadedChat()
    const group: To = { people: [ADA, GRACE, EDSGER] }
    handle(
      chat,
      unreadEvent([
        { id: 3, to: HEATING, mentioned: true },
        { id: 4, to: group },
        { id: 5, to: { people: [ADA] } },
      ]),
    )
    expect(chat.unread.isMentionedIn(TOPIC)).toBe(true)
    expect(chat.unread.countIn({ kind: 'direct', userIds: [GRACE, EDSGER] })).toBe(1)
    expect(chat.unread.countIn({ kind: 'direct', userIds: [ADA] })).toBe(1)
  })

  test('goes with what is deleted', () => {
    const chat = loadedChat({ unread_msgs: SAID })
    handle(chat, deleteEvent(5, 6, 99))
    expect([chat.unread.count, chat.unread.mentions, chat.unread.countIn(TOPIC)]).toEqual([4, 0, 1])
  })

  test('moves along, mentions included, loaded or not', () => {
    const chat = loadedChat({ unread_msgs: SAID })
    handle(chat, moveEvent([5, 3], HEATING, LUNCH))
    expect(chat.unread.countIn({ kind: 'topic', streamId: KITCHEN, topic: 'lunch' })).toBe(3)
    expect(chat.unread.countInStream(GENERAL)).toBe(0)
    expect(chat.unread.isMentionedIn({ kind: 'topic', streamId: KITCHEN, topic: 'Lunch' })).toBe(true)
  })

  test('is counted once when a page shows the move before its event does', () => {
    const chat = loadedChat({ unread_msgs: SAID })
    const stored = chat.messages.add([wireMessage(3, COOLING)], ADA)
    for (const message of stored) chat.unread.add(message)
    handle(chat, moveEvent([3], HEATING, COOLING))
    expect([chat.unread.countIn(TOPIC), chat.unread.countInStream(GENERAL), chat.unread.count]).toEqual([1, 2, 6])
  })

  test('is called by the new name when a topic changes only its case', () => {
    const chat = loadedChat({ unread_msgs: SAID })
    handle(chat, moveEvent([3, 5], HEATING, { ...HEATING, topic: 'HEATING' }))
    expect(chat.unread.conversations().map(({ conversation }) => conversation)).toContainEqual({
      ...TOPIC,
      topic: 'HEATING',
    })
  })
})
