import { describe, expect, test } from 'vitest'
import { Refused, Unreachable } from '../../../../renderer/chat/api/client.ts'
import type { Conversation } from '../../../../renderer/chat/model/conversation.ts'
import { type Message, Messages } from '../../../../renderer/chat/model/messages.ts'
import { Outbox, type Outgoing } from '../../../../renderer/chat/model/outbox.ts'
import { type Later, later, settle } from '../../support/fake-host.ts'
import { ADA, GENERAL, HEATING, LUNCH, type To, wireMessage } from '../../support/wire.ts'

const TOPIC: Conversation = { kind: 'topic', streamId: GENERAL, topic: 'Heating' }
const OTHER: Conversation = { kind: 'topic', streamId: GENERAL, topic: 'Cooling' }
const away = new Unreachable('away')
const refused = (status: number) => new Refused(status, { msg: 'No, thank you' })

/** An outbox, and what it has asked the host for, to be answered by hand. */
function open() {
  const asked: { readonly one: Outgoing; readonly answer: Later<number> }[] = []
  const outbox = new Outbox((one) => {
    const answer = later<number>()
    asked.push({ one, answer })
    return answer.promise
  })
  const texts = () => outbox.in(() => true).map(({ text }) => text)
  const reply = async (id: number | Error) => {
    const answer = asked.at(-1)?.answer
    if (typeof id === 'number') answer?.resolve(id)
    else answer?.reject(id)
    await settle()
  }
  return { outbox, asked, texts, reply }
}

function own(id: number, to: To = HEATING): Message {
  const [message] = new Messages().add([wireMessage(id, to, { sender_id: ADA })], ADA)
  if (!message) throw new Error('The message was not stored')
  return message
}

describe('what was sent', () => {
  test('is shown where it goes, until its message is there: reply first', async () => {
    const { outbox, asked, texts, reply } = open()
    outbox.send(TOPIC, 'one', 'q1')
    expect(asked[0]?.one).toMatchObject({ conversation: TOPIC, text: 'one', queueId: 'q1', status: 'sending' })
    expect(outbox.in(() => false)).toEqual([])
    await reply(7)
    expect(texts()).toEqual(['one'])
    outbox.receiveOwn(own(7))
    expect([texts(), outbox.count]).toEqual([[], 0])
  })

  test('is shown where it goes, until its message is there: message first', async () => {
    const { outbox, texts, reply } = open()
    outbox.send(TOPIC, 'one', 'q1')
    outbox.receiveOwn(own(7))
    expect(texts()).toEqual([])
    await reply(7)
    expect([texts(), outbox.count]).toEqual([[], 0])
  })

  test('is not taken for a message that was sent to another place, or is another one', async () => {
    const { outbox, texts, reply } = open()
    outbox.send(TOPIC, 'one', 'q1')
    outbox.receiveOwn(own(6, LUNCH))
    expect(texts()).toEqual(['one'])
    outbox.receiveOwn(own(7))
    await reply(8)
    expect(texts()).toEqual(['one'])
    outbox.receiveOwn(own(8))
    expect(texts()).toEqual([])
  })

  test('goes once its message is there, though another message of mine came before the reply', async () => {
    const { outbox, texts, reply } = open()
    outbox.send(TOPIC, 'one', 'q1')
    outbox.receiveOwn(own(7))
    outbox.receiveOwn(own(8))
    await reply(7)
    expect([texts(), outbox.count]).toEqual([[], 0])
  })

  test('goes one at a time, in order, whatever the places', async () => {
    const { outbox, asked, reply } = open()
    for (const text of ['one', 'two', 'three']) outbox.send(text === 'two' ? OTHER : TOPIC, text, 'q1')
    expect([asked.length, outbox.count]).toEqual([1, 3])
    await reply(7)
    await outbox.flush()
    expect(asked).toHaveLength(2)
    await reply(8)
    await reply(9)
    expect(asked.map(({ one }) => one.text)).toEqual(['one', 'two', 'three'])
  })
})

describe('a send whose reply is lost', () => {
  test('waits, and goes again with the same key', async () => {
    const { outbox, asked, texts, reply } = open()
    outbox.send(TOPIC, 'one', 'q1')
    outbox.send(TOPIC, 'two', 'q1')
    await reply(away)
    expect([texts(), outbox.count, asked.length]).toEqual([['one', 'two'], 2, 1])
    void outbox.flush()
    expect(asked[1]?.one).toEqual(asked[0]?.one)
    await reply(7)
    expect(asked[2]?.one.text).toBe('two')
  })

  test('is not shown beside its message, which came before it went again', async () => {
    const { outbox, texts, reply } = open()
    outbox.send(TOPIC, 'one', 'q1')
    await reply(away)
    outbox.receiveOwn(own(7))
    void outbox.flush()
    await reply(7)
    expect([texts(), outbox.count]).toEqual([[], 0])
  })

  test('is not shown beside its message, which came before the connection broke', async () => {
    const { outbox, texts, reply } = open()
    outbox.send(TOPIC, 'one', 'q1')
    outbox.receiveOwn(own(7))
    await reply(away)
    void outbox.flush()
    await reply(7)
    expect([texts(), outbox.count]).toEqual([[], 0])
  })

  test.each([429, 408, 500, 503, 401])('also waits after %i, which is not its fault', async (status) => {
    const { outbox, asked, reply } = open()
    outbox.send(TOPIC, 'one', 'q1')
    await reply(refused(status))
    expect(outbox.in(() => true)).toMatchObject([{ status: 'sending' }])
    void outbox.flush()
    expect(asked).toHaveLength(2)
  })

  test('does not wait for an event that a new queue will not tell', async () => {
    const { outbox, texts, reply } = open()
    outbox.send(TOPIC, 'one', 'q1')
    await reply(7)
    outbox.send(TOPIC, 'two', 'q1')
    outbox.dropSent(9)
    expect(texts()).toEqual(['two'])
  })

  test('is not shown beside its message, when the answer comes after a new queue that begins behind it', async () => {
    const { outbox, texts, reply } = open()
    outbox.send(TOPIC, 'one', 'q1')
    outbox.dropSent(9)
    expect(texts(), 'nobody knows yet').toEqual(['one'])
    await reply(7)
    expect([texts(), outbox.count]).toEqual([[], 0])
  })
})

describe('a send that was refused', () => {
  test('says why, lets the next one go, and can be sent again', async () => {
    const { outbox, asked, texts, reply } = open()
    outbox.send(TOPIC, 'one', 'q1')
    outbox.send(TOPIC, 'two', 'q1')
    await reply(refused(400))
    expect(outbox.in(() => true)[0]).toMatchObject({ text: 'one', status: 'failed', reason: 'No, thank you' })
    expect([asked.at(-1)?.one.text, outbox.count]).toEqual(['two', 1])
    await reply(8)
    outbox.retry(asked[0]?.one.localId ?? '')
    expect(asked.map(({ one }) => one.text)).toEqual(['one', 'two', 'one'])
    await reply(9)
    outbox.receiveOwn(own(8))
    outbox.receiveOwn(own(9))
    expect(texts()).toEqual([])
  })

  test('waits for its second turn while another is on its way, and is not blamed for that one', async () => {
    const { outbox, asked, reply } = open()
    outbox.send(TOPIC, 'one', 'q1')
    outbox.send(TOPIC, 'two', 'q1')
    await reply(refused(400))
    outbox.retry(asked[0]?.one.localId ?? '')
    expect(asked.map(({ one }) => one.text)).toEqual(['one', 'two'])
    await reply(refused(403))
    expect(outbox.in(() => true).map(({ text, status }) => [text, status])).toEqual([
      ['one', 'sending'],
      ['two', 'failed'],
    ])
    expect(asked.map(({ one }) => one.text)).toEqual(['one', 'two', 'one'])
  })

  test('can be taken back, with its text', async () => {
    const { outbox, texts, reply } = open()
    outbox.send(TOPIC, 'one', 'q1')
    await reply(refused(400))
    const [failed] = outbox.in(() => true)
    expect(outbox.discard(failed?.localId ?? '')).toBe('one')
    expect(outbox.discard(failed?.localId ?? '')).toBe('')
    expect(texts()).toEqual([])
  })
})
