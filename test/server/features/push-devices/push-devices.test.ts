import { describe, expect, test } from 'vitest'
import { MEMBER, OTHER, startChat } from '../chat-api.ts'

const KINDS = [
  ['Apple’s', '/users/me/apns_device_token', { token: 'apple-tokenbb', appid: 'org.zulip.Zulip' }],
  ['Google’s', '/users/me/android_gcm_reg_id', { token: 'android-token' }],
] as const

describe.for(KINDS)('%s devices', ([, path, device]) => {
  test('are kept for one person until that person takes them away', async () => {
    const { call } = await startChat()
    expect((await call(MEMBER, 'POST', path, device)).status).toBe(200)
    expect((await call(MEMBER, 'POST', path, device)).status).toBe(200)
    const { token } = device
    expect((await call(OTHER, 'DELETE', path, { token })).json['msg']).toBe('Token does not exist')
    expect((await call(MEMBER, 'DELETE', path, { token })).status).toBe(200)
    expect((await call(MEMBER, 'DELETE', path, { token })).json['msg']).toBe('Token does not exist')
  })

  test.for([[''], ['A'.repeat(4_100)]] as const)('have a token of a sensible length', async ([token]) => {
    const { call } = await startChat()
    for (const method of ['POST', 'DELETE']) {
      const { status, json } = await call(MEMBER, method, path, { ...device, token })
      expect([status, json['msg']]).toEqual([400, 'Empty or invalid length token'])
    }
  })
})

test('an Apple device needs a token in base64 and the name of its app', async () => {
  const { call } = await startChat()
  const add = async (params: Record<string, unknown>) =>
    (await call(MEMBER, 'POST', '/users/me/apns_device_token', params)).json['msg']
  expect(await add({ token: 'abc', appid: 'org.zulip.Zulip' })).toBe('Invalid APNS token')
  expect(await add({ token: 'abcd' })).toBe("Missing 'appid' argument")
  expect(await add({ token: 'abcd', appid: '../x' })).toBe('Invalid app ID')
})

test('the oldest device gives way when somebody brings too many', async () => {
  const { call, core } = await startChat()
  for (let i = 0; i <= 50; i++) await call(MEMBER, 'POST', '/users/me/android_gcm_reg_id', { token: `token ${i}` })
  const rows = await core.db.query<{ token: string }>('select token from push_device order by id')
  expect([rows.length, rows[0]?.token]).toEqual([50, 'token 1'])
})

test('a test notice says that there is no service to reach a device by', async () => {
  const { call } = await startChat()
  await call(MEMBER, 'POST', '/users/me/android_gcm_reg_id', { token: 'mine' })
  const ask = async (user: number, params: Record<string, unknown>) => {
    const { status, json } = await call(user, 'POST', '/mobile_push/test_notification', params)
    return [status, json['code']]
  }
  expect(await ask(MEMBER, { token: 'mine' })).toEqual([400, 'INVALID_REMOTE_PUSH_DEVICE_TOKEN'])
  expect(await ask(MEMBER, {})).toEqual([400, 'INVALID_REMOTE_PUSH_DEVICE_TOKEN'])
  expect(await ask(OTHER, { token: 'mine' })).toEqual([400, 'INVALID_PUSH_DEVICE_TOKEN'])
  // To none of them.
  expect(await ask(OTHER, {})).toEqual([200, undefined])
})
