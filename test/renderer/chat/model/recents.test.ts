import { expect, test } from 'vitest'
import { handle, loadedChat } from '../../support/chat.ts'
import {
  ADA,
  deleteEvent,
  GENERAL,
  GRACE,
  HEATING,
  KITCHEN,
  LUNCH,
  messageEvent,
  moveEvent,
  wireMessage,
} from '../../support/wire.ts'

const COOLING = { ...HEATING, topic: 'Cooling' }
const WITH_GRACE = { people: [ADA, GRACE] }

function talked() {
  const chat = loadedChat()
  const places = [HEATING, COOLING, WITH_GRACE, LUNCH, { people: [ADA] }, HEATING]
  handle(chat, ...places.map((to, i) => messageEvent(wireMessage(i + 1, to))))
  return chat
}

test('topics and direct conversations are listed by what was said last', () => {
  const { recents } = talked()
  expect(recents.topics(GENERAL)).toEqual(['Heating', 'Cooling'])
  expect(recents.topics(KITCHEN)).toEqual(['Lunch'])
  expect(recents.topics(99)).toEqual([])
  expect(recents.directs().map(({ userIds }) => userIds)).toEqual([[ADA], [GRACE]])
  expect(recents.get({ kind: 'topic', streamId: GENERAL, topic: 'heating' })?.newest).toBe(6)
})

test('an old page does not make a topic older', () => {
  const { recents, messages } = talked()
  recents.add(messages.add([wireMessage(0, HEATING)], ADA))
  expect(recents.topics(GENERAL)).toEqual(['Heating', 'Cooling'])
})

test('a topic that is moved away or deleted is listed no more', () => {
  const chat = talked()
  handle(chat, moveEvent([2], COOLING, { stream: KITCHEN, topic: 'Cooling' }))
  expect(chat.recents.topics(GENERAL)).toEqual(['Heating'])
  expect(chat.recents.topics(KITCHEN)).toEqual(['Lunch', 'Cooling'])
  handle(chat, deleteEvent(6))
  expect(chat.recents.get({ kind: 'topic', streamId: GENERAL, topic: 'Heating' })?.newest).toBe(1)
  handle(chat, deleteEvent(1))
  expect(chat.recents.topics(GENERAL)).toEqual([])
})
