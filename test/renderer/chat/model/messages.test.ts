import { describe, expect, test } from 'vitest'
import { isMove, type Message, Messages } from '../../../../renderer/chat/model/messages.ts'
import {
  ADA,
  deleteEvent,
  EDSGER,
  editEvent,
  flagEvent,
  GENERAL,
  GRACE,
  HEATING,
  KITCHEN,
  LUNCH,
  moveEvent,
  wireMessage,
} from '../../support/wire.ts'

function withOne(flags: readonly string[] = []): { messages: Messages; one: () => Message } {
  const messages = new Messages()
  messages.add([{ ...wireMessage(5, HEATING), flags }], ADA)
  const one = () => {
    const found = messages.get(5)
    if (!found) throw new Error('The message has gone')
    return found
  }
  return { messages, one }
}

describe('a message', () => {
  test('is kept as the client needs it', () => {
    const { messages, one } = withOne(['starred', 'stream_wildcard_mentioned'])
    const plain = {
      isMe: false,
      submessages: [],
      senderId: GRACE,
      senderName: 'Grace',
      html: '<p>5</p>',
      at: 1_005_000,
      isEdited: false,
    }
    const conversation = { kind: 'topic', streamId: GENERAL, topic: 'Heating' }
    expect(one()).toEqual({ id: 5, conversation, topicLinks: [], ...plain, isStarred: true, isMention: true })
    const [direct] = messages.add([wireMessage(6, { people: [EDSGER, GRACE, ADA] }, { last_edit_timestamp: 7 })], ADA)
    expect(direct?.conversation).toEqual({ kind: 'direct', userIds: [GRACE, EDSGER] })
    expect(direct).toMatchObject({ isEdited: true, isStarred: false, isMention: false })
  })

  test('gets the new text of an edit and stays where it is', () => {
    const { messages, one } = withOne()
    const before = one()
    messages.update(editEvent(5, '<p>warm</p>'))
    expect(one()).toEqual({ ...before, html: '<p>warm</p>', isEdited: true })
    messages.update(editEvent(99, '<p>unknown</p>'))
    expect(messages.get(99)).toBeUndefined()
  })

  test('moves to another topic, another stream, or both, and is not edited by it', () => {
    const { messages, one } = withOne()
    messages.update(moveEvent([5], HEATING, { stream: GENERAL, topic: 'Cooling' }))
    expect(one().conversation).toEqual({ kind: 'topic', streamId: GENERAL, topic: 'Cooling' })
    messages.update(moveEvent([4, 5], { stream: GENERAL, topic: 'Cooling' }, { stream: KITCHEN, topic: 'Cooling' }))
    expect(one().conversation).toEqual({ kind: 'topic', streamId: KITCHEN, topic: 'Cooling' })
    messages.update(moveEvent([5], { stream: KITCHEN, topic: 'Cooling' }, HEATING))
    expect(one().conversation).toEqual({ kind: 'topic', streamId: GENERAL, topic: 'Heating' })
    expect(one().isEdited).toBe(false)
  })

  test('has the links of its topic, and of the next one after a move', () => {
    const messages = new Messages()
    const links = [{ text: '#7', url: 'https://tracker.test/7' }]
    messages.add([wireMessage(5, HEATING, { topic_links: links })], ADA)
    const linksNow = () => messages.get(5)?.topicLinks
    expect(linksNow()).toEqual(links)
    messages.update(moveEvent([5], HEATING, { stream: KITCHEN, topic: 'Heating' }))
    expect(linksNow()).toEqual(links)
    const other = [{ text: '#8', url: 'https://tracker.test/8' }]
    messages.update({ ...moveEvent([5], { stream: KITCHEN, topic: 'Heating' }, LUNCH), topic_links: other })
    expect(linksNow()).toEqual(other)
    messages.update({ ...moveEvent([5], LUNCH, HEATING), topic_links: [] })
    expect(linksNow()).toEqual([])
  })

  test('keeps its star as the host tells of it, and no other flag', () => {
    const { messages, one } = withOne()
    messages.setFlag(flagEvent('add', 'starred', 4, 5))
    expect(one().isStarred).toBe(true)
    messages.setFlag(flagEvent('remove', 'read', 5))
    messages.setFlag(flagEvent('remove', 'collapsed', 5))
    expect(one().isStarred).toBe(true)
    messages.setFlag(flagEvent('remove', 'starred', 5))
    expect(one().isStarred).toBe(false)
  })

  test('that was deleted does not come back by a page that was read before', () => {
    const { messages } = withOne()
    messages.remove(deleteEvent(5, 6).message_ids)
    const added = messages.add([wireMessage(5, HEATING), wireMessage(6, HEATING), wireMessage(7, HEATING)], ADA)
    expect(added.map(({ id }) => id)).toEqual([7])
    expect([...messages.all()].map(({ id }) => id)).toEqual([7])
  })

  test('that went out of sight and was moved back is there again', () => {
    const { messages } = withOne()
    messages.remove(deleteEvent(5).message_ids)
    messages.update(moveEvent([5], LUNCH, HEATING))
    expect(messages.add([wireMessage(5, HEATING)], ADA)).toHaveLength(1)
  })
})

test('only what changes the topic or the stream is a move', () => {
  expect(isMove(moveEvent([5], HEATING, { ...HEATING, stream: KITCHEN }))).toBe(true)
  expect(isMove(moveEvent([5], HEATING, { ...HEATING, topic: 'Cooling' }))).toBe(true)
  expect(isMove(editEvent(5, ''))).toBe(false)
})
