import { describe, expect, test } from 'vitest'
import { GUEST, MEMBER, OTHER, startChat } from '../chat-api.ts'

const CAR = { emoji_name: 'car', emoji_code: '1f697', reaction_type: 'unicode_emoji' }

describe('a status', () => {
  test('is seen by everybody, changed in parts, and cleared', async () => {
    const chat = await startChat()
    const { call } = chat
    const guest = await chat.listen(GUEST, { event_types: ['user_status'] })
    const read = async () => (await call(OTHER, 'GET', `/users/${MEMBER}/status`)).json['status']
    expect(await read()).toEqual({})
    await call(MEMBER, 'POST', '/users/me/status', { status_text: ' on the road ', emoji_name: 'car' })
    expect(await read()).toEqual({ status_text: 'on the road', ...CAR })
    expect((await chat.listen(GUEST)).state['user_status']).toEqual({
      [MEMBER]: { status_text: 'on the road', ...CAR },
    })
    await call(MEMBER, 'POST', '/users/me/status', { status_text: 'on the road' })
    await call(MEMBER, 'POST', '/users/me/status', { status_text: '' })
    expect(await read()).toEqual(CAR)
    await call(MEMBER, 'POST', '/users/me/status', { emoji_name: '' })
    expect(await read()).toEqual({})
    const none = { emoji_name: '', emoji_code: '', reaction_type: 'unicode_emoji' }
    expect((await guest.events()).map(({ id, ...event }) => event)).toEqual([
      { type: 'user_status', user_id: MEMBER, status_text: 'on the road', ...CAR },
      { type: 'user_status', user_id: MEMBER, status_text: '' },
      { type: 'user_status', user_id: MEMBER, ...none },
    ])
    expect((await chat.listen(GUEST)).state['user_status']).toEqual({})
  })

  test('away is an older name for not showing one’s presence', async () => {
    const chat = await startChat()
    const guest = await chat.listen(GUEST, { event_types: ['user_status'] })
    await chat.call(MEMBER, 'POST', '/users/me/status', { away: true })
    expect(await guest.events()).toMatchObject([{ user_id: MEMBER, away: true }])
    const { state } = await chat.listen(MEMBER, { client_capabilities: { user_settings_object: true } })
    expect(state).toMatchObject({
      user_status: { [MEMBER]: { away: true } },
      user_settings: { presence_enabled: false },
    })
  })

  test.for([
    [{}, 'Client did not pass any new values.'],
    [{ status_text: 'x'.repeat(61) }, 'status_text is too long (limit: 60 characters)'],
    [{ emoji_code: '1f697' }, 'Client must pass emoji_name if they pass either emoji_code or reaction_type.'],
    [
      { reaction_type: 'unicode_emoji' },
      'Client must pass emoji_name if they pass either emoji_code or reaction_type.',
    ],
    [{ emoji_name: 'invalid' }, "Emoji 'invalid' does not exist"],
  ] as const)('is refused with %j', async ([params, msg]) => {
    const { call } = await startChat()
    const { status, json } = await call(MEMBER, 'POST', '/users/me/status', params)
    expect([status, json['code'], json['msg']]).toEqual([400, 'BAD_REQUEST', msg])
  })

  test('of nobody is an error', async () => {
    const { call } = await startChat()
    const { status, json } = await call(MEMBER, 'GET', '/users/999/status')
    expect([status, json['msg']]).toEqual([400, 'No such user'])
  })
})
