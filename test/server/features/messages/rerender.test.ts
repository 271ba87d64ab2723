import { expect, test } from 'vitest'
import { doRerender } from '../../../../server/features/messages/index.ts'
import { GUEST, MEMBER, OTHER, startChat } from '../chat-api.ts'

test('a message that looks different by now is told as such to whoever may read it, and was not edited', async () => {
  const chat = await startChat()
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', {
    subscriptions: [{ name: 'board' }],
    principals: [MEMBER, OTHER],
    invite_only: true,
  })
  const sent = { type: 'stream', to: 'board', topic: 'lunch', content: 'see https://acme.test/ @**User 4**' }
  const id = (await chat.call(MEMBER, 'POST', '/messages', sent)).json['id'] as number
  expect(await doRerender(chat.core, id)).toBe(false)
  const shown = (await chat.call(OTHER, 'GET', `/messages/${id}`)).json['message'] as Record<string, unknown>
  await chat.core.db.query(`update message set rendered = '<p>before</p>' where id = $1`, [id])
  const [other, guest] = [await chat.listen(OTHER), await chat.listen(GUEST)]
  expect(await doRerender(chat.core, id)).toBe(true)
  const [event] = await other.events()
  expect(event).toMatchObject({
    type: 'update_message',
    rendering_only: true,
    user_id: null,
    message_id: id,
    message_ids: [id],
    stream_name: 'board',
    flags: ['mentioned'],
    content: sent.content,
    rendered_content: shown['content'],
    is_me_message: false,
  })
  for (const field of ['orig_content', 'orig_rendered_content', 'topic_links']) expect(event).not.toHaveProperty(field)
  expect(await guest.events()).toEqual([])
  const after = (await chat.call(OTHER, 'GET', `/messages/${id}`)).json['message'] as Record<string, unknown>
  expect(after).toEqual(shown)
  expect(after).not.toHaveProperty('edit_history')
  expect(await doRerender(chat.core, 999_999)).toBe(false)
})
