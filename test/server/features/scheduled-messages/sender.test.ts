import { describe, expect, onTestFinished, test } from 'vitest'
import { createScheduledSender } from '../../../../server/features/scheduled-messages/index.ts'
import { findDue, findNextDue } from '../../../../server/features/scheduled-messages/repository.ts'
import { silentLog } from '../../../../server/lib/log.ts'
import { type ChatApi, type ChatEvent, type Listener, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const inSeconds = (n: number) => Math.floor(Date.now() / 1000) + n

function startSender({ core }: ChatApi) {
  const sender = createScheduledSender(core, silentLog)
  sender.start()
  onTestFinished(() => sender.stop())
  return sender
}

async function schedule({ call }: ChatApi, params: Record<string, unknown> = {}): Promise<string> {
  const message = { type: 'direct', to: [OTHER], content: 'hello', scheduled_delivery_timestamp: inSeconds(3_600) }
  const { json } = await call(MEMBER, 'POST', '/scheduled_messages', { ...message, ...params })
  return `/scheduled_messages/${json['scheduled_message_id'] as number}`
}

/** As if the host had been off meanwhile. */
async function letTimePass({ core }: ChatApi): Promise<void> {
  await core.db.query("update scheduled_message set deliver_at = now() - interval '1 day' + id * interval '1 second'")
}

async function contents({ call }: ChatApi, user: number): Promise<string[]> {
  const params = { anchor: 'newest', num_before: 50, num_after: 0, apply_markdown: false }
  const { json } = await call(user, 'GET', '/messages', params)
  return (json['messages'] as { content: string }[]).map((message) => message.content)
}

/** The next events, as soon as there are as many. */
async function nextEvents(listener: Listener, count = 1): Promise<ChatEvent[]> {
  const told: ChatEvent[] = []
  while (told.length < count) {
    await listener.wait()
    told.push(...(await listener.events()))
  }
  return told
}

describe('scheduled messages are sent', () => {
  test('in order, when they came due while the host was off', async () => {
    const chat = await startChat()
    for (const content of ['one', 'two', 'three']) await schedule(chat, { content })
    const kept = await schedule(chat, { content: 'tomorrow' })
    await letTimePass(chat)
    await chat.call(MEMBER, 'PATCH', kept, { scheduled_delivery_timestamp: inSeconds(86_400) })
    const mine = await chat.listen(MEMBER, { event_types: ['scheduled_messages'] })
    startSender(chat)
    expect(await nextEvents(mine, 3)).toMatchObject([{ op: 'remove' }, { op: 'remove' }, { op: 'remove' }])
    expect(await contents(chat, OTHER)).toEqual(['one', 'two', 'three'])
    const { json } = await chat.call(MEMBER, 'GET', '/scheduled_messages')
    expect(json['scheduled_messages']).toMatchObject([{ content: 'tomorrow' }])
  })

  test('on time, by a host that is up', async () => {
    const chat = await startChat()
    const other = await chat.listen(OTHER, { event_types: ['message'] })
    await schedule(chat, { content: 'now' })
    await chat.core.db.query("update scheduled_message set deliver_at = now() + interval '1 second'")
    startSender(chat)
    expect(await nextEvents(other)).toMatchObject([{ message: { content: 'now', sender_id: MEMBER } }])
  })

  test('by nobody while the organization is closed, nor looked for again and again', async () => {
    const chat = await startChat()
    await schedule(chat)
    await letTimePass(chat)
    expect(await findNextDue(chat.core.db)).toBeLessThan(0)
    await chat.core.db.query('update organization set deactivated_at = now()')
    expect([await findDue(chat.core.db, 9), await findNextDue(chat.core.db)]).toEqual([[], undefined])
  })

  test('once, when the host crashed between the sending and the note of it', async () => {
    const chat = await startChat()
    const path = await schedule(chat)
    await letTimePass(chat)
    await chat.core.db.query('create table kept as select * from scheduled_message')
    const mine = await chat.listen(MEMBER, { event_types: ['scheduled_messages'] })
    const crashed = startSender(chat)
    expect(await nextEvents(mine)).toMatchObject([{ op: 'remove' }])
    await crashed.stop()
    await chat.core.db.query(
      'insert into scheduled_message overriding system value select * from kept; update scheduled_message set state = 1',
    )
    expect((await chat.call(MEMBER, 'DELETE', path)).json['msg']).toBe('Scheduled message was already sent')
    expect(
      (await chat.call(MEMBER, 'PATCH', path, { content: 'x', scheduled_delivery_timestamp: inSeconds(99) })).json,
    ).toMatchObject({ code: 'BAD_REQUEST', msg: 'Scheduled message was already sent' })
    startSender(chat)
    expect(await nextEvents(mine)).toMatchObject([{ op: 'remove' }])
    expect(await contents(chat, OTHER)).toEqual(['hello'])
  })

  test('once, by two hosts', async () => {
    const chat = await startChat()
    await schedule(chat)
    await letTimePass(chat)
    const mine = await chat.listen(MEMBER, { event_types: ['scheduled_messages'] })
    const senders = [startSender(chat), startSender(chat)]
    expect(await nextEvents(mine)).toMatchObject([{ op: 'remove' }])
    await Promise.all(senders.map((sender) => sender.stop()))
    expect(await mine.events()).toEqual([])
    expect(await contents(chat, OTHER)).toEqual(['hello'])
  })
})

describe('a scheduled message that cannot be sent', () => {
  test('stays, marked as failed, and does not hold up the others', async () => {
    const chat = await startChat()
    const { call } = chat
    await call(OWNER, 'POST', '/users/me/subscriptions', {
      subscriptions: [{ name: 'secret' }],
      invite_only: true,
      principals: [OWNER, MEMBER],
    })
    const { json } = await call(MEMBER, 'GET', '/users/me/subscriptions')
    const [stream] = json['subscriptions'] as { stream_id: number }[]
    const path = await schedule(chat, { type: 'stream', to: stream?.stream_id, topic: 't' })
    await schedule(chat, { content: 'fine' })
    await call(MEMBER, 'DELETE', '/users/me/subscriptions', { subscriptions: ['secret'] })
    await letTimePass(chat)
    const mine = await chat.listen(MEMBER, { event_types: ['scheduled_messages'] })
    startSender(chat)
    expect(await nextEvents(mine, 2)).toMatchObject([
      { op: 'update', scheduled_message: { failed: true } },
      { op: 'remove' },
    ])
    expect(await contents(chat, OTHER)).toEqual(['fine'])
    const [row] = await chat.core.db.query<{ failure: string }>('select failure from scheduled_message')
    expect(row?.failure).toBe(`Channel with ID '${stream?.stream_id}' does not exist`)
    // It is for its author to decide: another place, and another time.
    const retry = { type: 'direct', to: [OTHER] }
    expect((await call(MEMBER, 'PATCH', path, retry)).json['msg']).toBe(
      'Scheduled delivery time must be in the future.',
    )
    await call(MEMBER, 'PATCH', path, { ...retry, scheduled_delivery_timestamp: inSeconds(60) })
    const { json: now } = await call(MEMBER, 'GET', '/scheduled_messages')
    expect(now['scheduled_messages']).toMatchObject([{ failed: false, type: 'private' }])
  })

  test('is nobody’s word who is deactivated meanwhile', async () => {
    const chat = await startChat()
    await schedule(chat)
    await chat.call(OWNER, 'DELETE', `/users/${MEMBER}`)
    await letTimePass(chat)
    const sender = startSender(chat)
    await expect
      .poll(async () => (await chat.core.db.query<{ failure: string }>('select failure from scheduled_message'))[0])
      .toEqual({ failure: 'Account is deactivated' })
    await sender.stop()
    expect(await contents(chat, OTHER)).toEqual([])
  })
})
