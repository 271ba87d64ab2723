import { expect, test } from 'vitest'
import { doExpireMessages } from '../../../../server/features/messages/actions/expire.ts'
import { MEMBER, OTHER, startChat } from '../chat-api.ts'

test('messages go when their time is over, by the stream’s rule or else the organization’s, and everybody is told', async () => {
  const chat = await startChat()
  const { db } = chat.core
  const subscriptions = [{ name: 'short' }, { name: 'kept' }, { name: 'usual' }]
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions, principals: [MEMBER, OTHER] })
  const send = async (params: Record<string, unknown>) =>
    (await chat.call(MEMBER, 'POST', '/messages', { topic: 'x', content: 'x', ...params })).json['id'] as number
  const old = {
    short: await send({ type: 'stream', to: 'short' }),
    kept: await send({ type: 'stream', to: 'kept' }),
    usual: await send({ type: 'stream', to: 'usual' }),
    direct: await send({ type: 'direct', to: [OTHER] }),
  }
  await db.query(`update message set date_sent = now() - interval '10 days'`)
  const young = await send({ type: 'stream', to: 'short', topic: 'y' })
  const read = async () => {
    const { json } = await chat.call(OTHER, 'GET', '/messages', { anchor: 'newest', num_before: 50, num_after: 0 })
    return (json['messages'] as { id: number }[]).map(({ id }) => id)
  }
  expect(await doExpireMessages(chat.core)).toBe(false)
  expect(await read()).toEqual([...Object.values(old), young])

  const listener = await chat.listen(OTHER, { event_types: ['delete_message'] })
  await db.query(`update stream set message_retention_days = case name when 'short' then 3 when 'kept' then -1 end`)
  await doExpireMessages(chat.core)
  expect(await read()).toEqual([old.kept, old.usual, old.direct, young])
  expect(await listener.events()).toMatchObject([{ message_id: old.short, message_type: 'stream', topic: 'x' }])

  await db.query(`update organization set settings = settings || '{"message_retention_days": 7}'`)
  await doExpireMessages(chat.core)
  expect(await read()).toEqual([old.kept, young])
})
