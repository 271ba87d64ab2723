import { describe, expect, test } from 'vitest'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, startChat } from '../chat-api.ts'

async function createWith(chat: ChatApi, params: Record<string, unknown>): Promise<number> {
  const subscriptions = [{ name: 'place' }]
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions, ...params })
  return (await chat.call(MEMBER, 'GET', '/get_stream_id', { stream: 'place' })).json['stream_id'] as number
}

async function say({ call }: ChatApi, user: number, stream: number, topic: string): Promise<number> {
  const { json } = await call(user, 'POST', '/messages', { type: 'stream', to: stream, topic, content: 'hi' })
  return json['id'] as number
}

async function topicsOf({ call }: ChatApi, user: number, stream: number): Promise<unknown> {
  return (await call(user, 'GET', `/users/me/${stream}/topics`)).json['topics']
}

describe('topics', () => {
  test('are told with their newest message, the latest first', async () => {
    const chat = await startChat()
    const stream = await createWith(chat, {})
    await say(chat, MEMBER, stream, 'lunch')
    const dinner = await say(chat, MEMBER, stream, 'dinner')
    const lunch = await say(chat, MEMBER, stream, 'LUNCH')
    const expected = [
      { name: 'lunch', max_id: lunch },
      { name: 'dinner', max_id: dinner },
    ]
    expect(await topicsOf(chat, OTHER, stream)).toEqual(expected)
  })

  test('of before one came to a stream with protected history are not told', async () => {
    const chat = await startChat()
    const stream = await createWith(chat, { invite_only: true })
    await say(chat, MEMBER, stream, 'salaries')
    await say(chat, MEMBER, stream, 'both')
    await chat.call(MEMBER, 'POST', '/users/me/subscriptions', {
      subscriptions: [{ name: 'place' }],
      principals: [OTHER],
    })
    const both = await say(chat, MEMBER, stream, 'both')
    expect(await topicsOf(chat, OTHER, stream)).toEqual([{ name: 'both', max_id: both }])
    expect(await topicsOf(chat, MEMBER, stream)).toMatchObject([{ name: 'both' }, { name: 'salaries' }])
  })
})

describe('a topic is deleted', () => {
  test('with all its messages, by who may delete anybody’s', async () => {
    const chat = await startChat()
    const stream = await createWith(chat, { principals: [MEMBER, OTHER, GUEST] })
    const ids = [await say(chat, MEMBER, stream, 'lunch'), await say(chat, OTHER, stream, 'lunch')]
    const kept = await say(chat, OTHER, stream, 'dinner')
    const remove = (user: number) => chat.call(user, 'POST', `/streams/${stream}/delete_topic`, { topic_name: 'Lunch' })
    for (const user of [MEMBER, GUEST]) {
      const answer = await remove(user)
      expect(answer.json).toMatchObject({
        code: 'UNAUTHORIZED_PRINCIPAL',
        msg: "You don't have permission to delete messages of this topic",
      })
    }
    const guest = await chat.listen(GUEST, {
      event_types: ['delete_message', 'stream'],
      client_capabilities: { bulk_message_deletion: true },
    })
    expect((await remove(ADMIN)).json).toMatchObject({ complete: true })
    expect(await guest.events()).toMatchObject([
      { type: 'delete_message', message_ids: ids, message_type: 'stream', stream_id: stream, topic: 'lunch' },
      { type: 'stream', op: 'update', property: 'first_message_id', value: kept, stream_id: stream },
    ])
    expect(await topicsOf(chat, OTHER, stream)).toEqual([{ name: 'dinner', max_id: kept }])
    expect((await remove(ADMIN)).json).toMatchObject({ complete: true })
  })

  test('in slices, so that a long one holds nobody up', async () => {
    const chat = await startChat()
    const stream = await createWith(chat, {})
    const first = await say(chat, MEMBER, stream, 'lunch')
    await chat.core.db.query(
      `insert into message (id, recipient_id, topic_id, sent_recipient_id, sender_id, date_sent, content, rendered)
       select nextval('message_id_seq'), recipient_id, topic_id, recipient_id, sender_id, now(), 'x', 'x'
       from message, generate_series(1, 450) where id = $1`,
      [first],
    )
    const member = await chat.listen(MEMBER, { event_types: ['delete_message'] })
    const { json } = await chat.call(ADMIN, 'POST', `/streams/${stream}/delete_topic`, { topic_name: 'lunch' })
    expect(json).toMatchObject({ complete: true })
    expect((await member.events()).map((event) => (event['message_ids'] as number[]).length)).toEqual([200, 200, 51])
    expect(await topicsOf(chat, MEMBER, stream)).toEqual([])
  })

  test('never in a stream that the administrator cannot read', async () => {
    const chat = await startChat()
    const stream = await createWith(chat, { invite_only: true })
    await say(chat, MEMBER, stream, 'lunch')
    const { json } = await chat.call(ADMIN, 'POST', `/streams/${stream}/delete_topic`, { topic_name: 'lunch' })
    expect(json).toMatchObject({ code: 'BAD_REQUEST', msg: 'Invalid channel ID' })
    expect(await topicsOf(chat, MEMBER, stream)).toMatchObject([{ name: 'lunch' }])
  })
})
