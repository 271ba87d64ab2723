import { expect, test } from 'vitest'
import { ADMIN, type ChatApi, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

test('many people are called at once only by whom the organization allows it', async () => {
  const chat = await startChat()
  const subscriptions = [{ name: 'open' }]
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions, principals: [MEMBER, OTHER, ADMIN] })
  const send = (user: number, content: string, to = 'open') =>
    chat.call(user, 'POST', '/messages', { type: 'stream', to, topic: 'lunch', content })
  expect((await send(MEMBER, '@**all** few')).status).toBe(200)
  expect((await send(MEMBER, '@**topic** few')).status).toBe(200)
  await chat.core.db.query(
    `with u as (insert into user_account (email, delivery_email, full_name, role)
       select 'x' || i, 'x' || i, 'X ' || i, 400 from generate_series(1, 16) i returning id),
     s as (insert into subscription (user_id, recipient_id) select u.id, stream.id from u, stream),
     p as (insert into subscription_period select u.id, stream.id, '[0,)', '[0,)' from u, stream)
     insert into message (id, recipient_id, topic_id, sent_recipient_id, sender_id, date_sent, content, rendered)
     select nextval('message_id_seq'), stream.id, topic.id, stream.id, u.id, now(), 'x', 'x' from u, stream, topic`,
  )
  expect((await send(MEMBER, '@**all** many')).json).toMatchObject({ code: 'STREAM_WILDCARD_MENTION_NOT_ALLOWED' })
  expect((await send(MEMBER, '@**topic** many')).json).toMatchObject({ code: 'TOPIC_WILDCARD_MENTION_NOT_ALLOWED' })
  expect((await send(MEMBER, '@_**all** silently')).status).toBe(200)
  expect((await send(ADMIN, '@**all** many')).status).toBe(200)
  await chat.core.db.query(`update organization set settings = settings || '{"wildcard_mention_policy": 1}'`)
  expect((await send(MEMBER, '@**all** many')).status).toBe(200)
})

test('a mention of the topic calls whoever has spoken in it, and nobody else', async () => {
  const chat = await startChat()
  const subscriptions = [{ name: 'open' }]
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions, principals: [MEMBER, OTHER, ADMIN] })
  const send = async (user: number, content: string) =>
    (await chat.call(user, 'POST', '/messages', { type: 'stream', to: 'open', topic: 'lunch', content })).json['id']
  await send(OTHER, 'first')
  const other = await chat.listen(OTHER, { event_types: ['message'] })
  const admin = await chat.listen(ADMIN, { event_types: ['message'] })
  const id = await send(MEMBER, '@**topic** who comes?')
  expect(await other.events()).toMatchObject([{ flags: ['wildcard_mentioned', 'topic_wildcard_mentioned'] }])
  expect(await admin.events()).toMatchObject([{ flags: [] }])
  const { json } = await chat.call(OTHER, 'GET', `/messages/${String(id)}`)
  expect(json['message']).toMatchObject({ flags: ['wildcard_mentioned', 'topic_wildcard_mentioned'] })
  const state = await chat.call(OTHER, 'POST', '/register', { fetch_event_types: ['message', 'update_message_flags'] })
  expect(state.json['unread_msgs']).toMatchObject({ mentions: [id] })
  // Called is called, whatever becomes of what was said before.
  await send(OTHER, 'second')
  for (const gone of await idsOf(chat, OTHER))
    expect((await chat.call(OWNER, 'DELETE', `/messages/${gone}`)).status).toBe(200)
  await chat.call(ADMIN, 'POST', '/messages', { type: 'stream', to: 'open', topic: 'dinner', content: 'elsewhere' })
  await chat.call(MEMBER, 'PATCH', `/messages/${String(id)}`, { topic: 'dinner', propagate_mode: 'change_one' })
  const flagsOf = async (user: number) => {
    const { json } = await chat.call(user, 'GET', `/messages/${String(id)}`)
    return (json['message'] as { flags: string[] }).flags.filter((flag) => flag.startsWith('topic'))
  }
  expect([await flagsOf(OTHER), await flagsOf(ADMIN)]).toEqual([['topic_wildcard_mentioned'], []])
  // An edit calls whoever has spoken where it is now.
  await chat.call(MEMBER, 'PATCH', `/messages/${String(id)}`, { content: '@**topic** and you?' })
  expect([await flagsOf(OTHER), await flagsOf(ADMIN)]).toEqual([[], ['topic_wildcard_mentioned']])
})

async function idsOf({ core }: ChatApi, sender: number): Promise<number[]> {
  return (await core.db.query<{ id: number }>('select id from message where sender_id = $1', [sender])).map((m) => m.id)
}
