import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { Client } from '../../../../renderer/chat/api/client.ts'
import { Chat } from '../../../../renderer/chat/model/chat.ts'
import { directWith } from '../../../../renderer/chat/model/conversation.ts'
import { loadedChat, pageOf } from '../../support/chat.ts'
import { EventQueue } from '../../support/event-queue.ts'
import { FakeHost, refusal, settle } from '../../support/fake-host.ts'
import {
  ADA,
  EDSGER,
  editEvent,
  flagEvent,
  GENERAL,
  GRACE,
  HEATING,
  messageEvent,
  registration,
  wireMessage,
} from '../../support/wire.ts'

const TOPIC = { kind: 'topic', streamId: GENERAL, topic: 'Heating' } as const
const PING = 'POST /users/me/presence'

async function running() {
  const host = new FakeHost().on(PING, () => ({})).on('GET /messages', () => pageOf([]))
  const queue = new EventQueue(host)
  const onSignedOut = vi.fn<() => void>()
  const chat = new Chat(new Client(), onSignedOut)
  onTestFinished(() => chat.stop())
  const done = chat.run()
  await settle()
  return { host, queue, chat, done, onSignedOut }
}

describe('a chat', () => {
  test('begins with the state, and with what was said lately', async () => {
    const { host, chat } = await running()
    expect(chat.organization).toMatchObject({ name: 'Acme', status: 'settled' })
    expect(chat.people.me).toBe(ADA)
    expect(host.to('GET /messages').map(({ form }) => Object.fromEntries(form))).toEqual([
      { anchor: 'newest', num_before: '400', num_after: '0' },
    ])
    expect(host.to(PING)).toHaveLength(1)
  })

  test('settles though what was said lately cannot be read', async () => {
    const { host, queue, chat } = await running()
    chat.organization.status = 'loading'
    host.on('GET /messages', () => refusal(500, 'INTERNAL_SERVER_ERROR'))
    queue.answer(refusal(400, 'BAD_EVENT_QUEUE_ID'))
    await settle()
    expect(chat.organization.status).toBe('settled')
  })

  test('sends to a topic and to people, and shows each message once, by reply and by event', async () => {
    const { host, queue, chat } = await running()
    host.on('POST /messages', () => ({ id: host.to('POST /messages').length + 4 }))
    chat.send(TOPIC, 'It is cold')
    chat.send(directWith([EDSGER, GRACE], ADA), 'Is it?')
    await settle()
    const [toTopic, toPeople] = host.to('POST /messages').map(({ form }) => Object.fromEntries(form))
    const local_id: unknown = expect.stringMatching(/^[\da-f-]{36}$/)
    expect(toTopic).toEqual({
      ...{ type: 'channel', to: String(GENERAL), topic: 'Heating', content: 'It is cold' },
      ...{ queue_id: 'q1', local_id },
    })
    expect(toPeople).toMatchObject({ type: 'direct', to: `[${GRACE},${EDSGER}]`, content: 'Is it?' })
    const feed = chat.feeds.get(TOPIC)
    await feed.open('newest')
    const rows = () => [
      ...feed.ids,
      ...chat.outbox.in((conversation) => feed.shows(conversation)).map(({ text }) => text),
    ]
    expect(rows()).toEqual(['It is cold'])
    queue.say(messageEvent(wireMessage(5, HEATING, { sender_id: ADA }), ['read']))
    await settle()
    expect(rows()).toEqual([5])
  })

  test('keeps drafts and what waits when its queue is lost, and nothing that may be old', async () => {
    const { host, queue, chat } = await running()
    queue.say(messageEvent(wireMessage(5, HEATING), []))
    await settle()
    const feed = chat.feeds.get(TOPIC)
    host.on('GET /messages', () => pageOf([wireMessage(5, HEATING)]))
    await feed.open('newest')
    chat.drafts.set(TOPIC, { text: 'half a thou', target: TOPIC })
    host.on('POST /messages', () => refusal(503, 'INTERNAL_SERVER_ERROR'))
    chat.send(TOPIC, 'waits')
    await settle()
    expect([feed.status, chat.unread.count, chat.outbox.count]).toEqual(['ready', 1, 1])

    host.on('POST /messages', () => ({ id: 9 })).on('GET /messages', () => pageOf([]))
    queue.state = registration({ queue_id: 'q2', realm_name: 'Acme & Sons' })
    queue.answer(refusal(400, 'BAD_EVENT_QUEUE_ID'))
    await settle()
    expect(chat.organization.name).toBe('Acme & Sons')
    expect([feed.status, chat.unread.count, chat.messages.get(5)]).toEqual(['empty', 0, undefined])
    expect(chat.drafts.get(TOPIC).text).toBe('half a thou')
    // The same key as at first, so that the host stores it once.
    const keys = host.to('POST /messages').map(({ form }) => `${form.get('queue_id')} ${form.get('local_id')}`)
    expect([keys.length, new Set(keys).size, keys[0]?.startsWith('q1 ')]).toEqual([2, 1, true])
  })

  test('stars when the host says so, not before', async () => {
    const { host, queue, chat } = await running()
    host.on('POST /messages/flags', () => ({}))
    queue.say(messageEvent(wireMessage(5, HEATING)))
    await settle()
    const message = chat.messages.get(5)
    if (!message) throw new Error('The message has not come')
    await chat.star(message)
    expect(Object.fromEntries(host.to('POST /messages/flags')[0]?.form ?? [])).toEqual({
      messages: '[5]',
      op: 'add',
      flag: 'starred',
    })
    expect(chat.messages.get(5)?.isStarred).toBe(false)
    queue.say(flagEvent('add', 'starred', 5))
    await settle()
    expect(chat.messages.get(5)?.isStarred).toBe(true)
  })

  test('tells of marks that could not be told as soon as the queue goes on', async () => {
    const { host, queue, chat } = await running()
    queue.say(messageEvent(wireMessage(5, HEATING)))
    await settle()
    chat.marks.mark([5])
    await chat.marks.flush()
    host.on('POST /messages/flags', () => ({}))
    queue.say()
    await settle()
    expect(host.to('POST /messages/flags').map(({ form }) => form.get('messages'))).toEqual(['[5]', '[5]'])
  })

  test('ends with the session, and says nothing more of presence', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const { host, queue, done, onSignedOut } = await running()
      queue.answer(refusal(401, 'UNAUTHORIZED'))
      await done
      expect(onSignedOut).toHaveBeenCalledOnce()
      await vi.advanceTimersByTimeAsync(600_000)
      expect(host.to(PING)).toHaveLength(1)
    } finally {
      vi.useRealTimers()
    }
  })

  test('knows a preview that came later from an edit', async () => {
    const { queue, chat } = await running()
    queue.say(messageEvent(wireMessage(7, HEATING, { sender_id: GRACE })))
    await settle()
    queue.say({ ...editEvent(7, '<p>with a preview</p>'), id: 9000, rendering_only: true })
    await settle()
    expect(chat.messages.get(7)).toMatchObject({ html: '<p>with a preview</p>', isEdited: false })
    queue.say({ ...editEvent(7, '<p>edited</p>'), id: 9001 })
    await settle()
    expect(chat.messages.get(7)).toMatchObject({ html: '<p>edited</p>', isEdited: true })
  })

  test('knows that an edit names its reader, and that the next one does not', async () => {
    const { queue, chat } = await running()
    queue.say(messageEvent(wireMessage(7, HEATING, { sender_id: GRACE })))
    await settle()
    expect(chat.unread.mentions).toBe(0)
    const edit = {
      type: 'update_message',
      message_id: 7,
      message_ids: [7],
      edit_timestamp: 1,
      stream_id: GENERAL,
    } as const
    queue.say({ ...edit, id: 9000, rendered_content: '<p>@Ada</p>', flags: ['mentioned'] })
    await settle()
    expect([chat.unread.mentions, chat.messages.get(7)?.isMention]).toEqual([1, true])
    queue.say({ ...edit, id: 9001, rendered_content: '<p>nobody</p>', flags: [] })
    await settle()
    expect([chat.unread.mentions, chat.messages.get(7)?.isMention]).toEqual([0, false])
  })

  test('holds work while something is written, waits, failed or is not told, or the host is away', async () => {
    const { host, queue, chat } = await running()
    expect(chat.holdsWork).toBe(false)
    chat.drafts.set(TOPIC, { text: 'half a thou', target: TOPIC })
    expect(chat.holdsWork, 'a draft').toBe(true)
    chat.drafts.set(TOPIC, { text: ' ', target: TOPIC })
    expect(chat.holdsWork).toBe(false)

    host.on('POST /messages', () => refusal(400, 'BAD_REQUEST'))
    chat.send(TOPIC, 'no')
    expect(chat.holdsWork, 'a message on its way').toBe(true)
    await settle()
    const [failed] = chat.outbox.in(() => true)
    expect([failed?.status, chat.holdsWork], 'one that failed').toEqual(['failed', true])
    chat.outbox.discard(failed?.localId ?? '')

    queue.say(messageEvent(wireMessage(5, HEATING)))
    await settle()
    chat.marks.mark([5])
    expect(chat.holdsWork, 'a mark').toBe(true)
    host.on('POST /messages/flags', () => ({}))
    await chat.marks.flush()
    expect(chat.holdsWork).toBe(false)

    queue.answer(new TypeError('away'))
    await settle()
    expect(chat.holdsWork, 'a host that is away').toBe(true)
  })

  test('is due for another page in its own time, when nobody is at it or at once, as the host says', () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      const pages = Array.from({ length: 50 }, () => loadedChat().renewal)
      const wait = (ms: number) => vi.setSystemTime(Date.now() + ms)
      const due = (isIdle: boolean) => pages.filter((page) => page.isDue(isIdle)).length
      expect(due(true)).toBe(0)
      for (const page of pages) page.want(false)
      expect(due(true)).toBe(0)
      wait(30_000)
      expect(due(true), 'not all at once').toSatisfy((count: number) => count > 5 && count < 45)
      wait(30_000)
      expect([due(true), due(false)]).toEqual([50, 0])
      for (const page of pages) page.want(true)
      for (const page of pages) page.want(false)
      expect(due(true)).toBe(0)
      wait(5_000)
      expect(due(false)).toBe(50)
    } finally {
      vi.useRealTimers()
    }
  })
})
