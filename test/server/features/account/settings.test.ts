import { expect, test } from 'vitest'
import { USER_SETTING_NAMES } from '../../../../server/contract/settings/user.ts'
import { readUserSetting } from '../../../../server/features/user-settings/index.ts'
import { ADMIN, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const MODERN = { client_capabilities: { user_settings_object: true } }

test('a setting is kept, shown at the next start, and told to nobody but its owner', async () => {
  const chat = await startChat()
  const [mine, others] = [await chat.listen(MEMBER, MODERN), await chat.listen(OTHER, MODERN)]
  const answer = await chat.call(MEMBER, 'PATCH', '/settings', { color_scheme: 2, notification_sound: 'ding' })
  expect(answer.json).toEqual({ result: 'success', msg: '' })
  expect(await mine.events()).toMatchObject([
    { type: 'user_settings', op: 'update', property: 'color_scheme', value: 2 },
    { type: 'user_settings', op: 'update', property: 'notification_sound', value: 'ding' },
  ])
  expect(await others.events()).toEqual([])
  const { state } = await chat.listen(MEMBER, MODERN)
  expect(state['user_settings']).toMatchObject({ color_scheme: 2, notification_sound: 'ding', enter_sends: true })
  expect(await readUserSetting(chat.core.db, MEMBER, 'color_scheme')).toBe(2)
  expect(await readUserSetting(chat.core.db, OTHER, 'color_scheme')).toBe(1)
})

test('what is set already is told to nobody', async () => {
  const chat = await startChat()
  const mine = await chat.listen(MEMBER)
  await chat.call(MEMBER, 'PATCH', '/settings', { enter_sends: true })
  await chat.call(MEMBER, 'PATCH', '/settings', {})
  expect(await mine.events()).toEqual([])
})

test.each(['/settings/display', '/settings/notifications'])('%s is another name of it', async (path) => {
  const chat = await startChat()
  await chat.call(MEMBER, 'PATCH', path, { enable_sounds: false })
  expect(await readUserSetting(chat.core.db, MEMBER, 'enable_sounds')).toBe(false)
})

test('clients of before the settings object are told in their own words, with their own fields', async () => {
  const chat = await startChat()
  const [old, modern] = [await chat.listen(MEMBER), await chat.listen(MEMBER, MODERN)]
  expect(old.state).toMatchObject({ default_language: 'en', enable_sounds: true })
  expect(modern.state).not.toHaveProperty('enable_sounds')
  await chat.call(MEMBER, 'PATCH', '/settings', { default_language: 'de', enable_sounds: false, user_list_style: 1 })
  const email = 'u3@acme.test'
  expect((await old.events()).filter((event) => event.type !== 'user_settings')).toMatchObject([
    { type: 'update_display_settings', user: email, setting_name: 'default_language', language_name: 'German' },
    { type: 'update_global_notifications', user: email, notification_name: 'enable_sounds', setting: false },
  ])
  const told = await modern.events()
  expect(told.map((event) => event.type)).toEqual(['user_settings', 'user_settings', 'user_settings'])
  expect(told[0]).toMatchObject({ property: 'default_language', value: 'de', language_name: 'German' })
})

test('a time zone is everybody’s to know', async () => {
  const chat = await startChat()
  const others = await chat.listen(OTHER)
  await chat.call(MEMBER, 'PATCH', '/settings', { timezone: 'Asia/Kolkata' })
  expect(await others.events()).toMatchObject([
    { type: 'realm_user', op: 'update', person: { user_id: MEMBER, email: 'u3@acme.test', timezone: 'Asia/Kolkata' } },
  ])
})

test.each([
  ['color_scheme', 4, 'Invalid color_scheme'],
  ['enter_sends', 'yes', 'enter_sends is not valid JSON'],
  ['enter_sends', 3, 'enter_sends is not a boolean'],
  ['default_language', 'klingonisch', 'Invalid default_language'],
  ['timezone', 'Mars/Olympus', 'timezone is not a recognized time zone'],
  ['timezone', '+02:00', 'timezone is not a recognized time zone'],
  ['notification_sound', 'gong', "Invalid notification sound 'gong'"],
  ['email_notifications_batching_period_seconds', 0, 'Invalid email batching period: 0 seconds'],
  ['web_font_size_px', 100_000, 'web_font_size_px is too large'],
])('%s cannot be %s', async (name, value, msg) => {
  const chat = await startChat()
  const { status, json } = await chat.call(MEMBER, 'PATCH', '/settings', { [name]: value, dense_mode: false })
  expect([status, json]).toEqual([400, { result: 'error', code: 'BAD_REQUEST', msg }])
  expect(await readUserSetting(chat.core.db, MEMBER, 'dense_mode')).toBe(true)
})

test('new accounts start with what administrators chose, those that exist keep theirs', async () => {
  const chat = await startChat()
  const others = await chat.listen(OTHER)
  const denied = await chat.call(MEMBER, 'PATCH', '/realm/user_settings_defaults', { twenty_four_hour_time: false })
  expect(denied.json).toMatchObject({ code: 'UNAUTHORIZED_PRINCIPAL', msg: 'Must be an organization administrator' })
  await chat.call(ADMIN, 'PATCH', '/realm/user_settings_defaults', { twenty_four_hour_time: false })
  expect(await others.events()).toMatchObject([
    { type: 'realm_user_settings_defaults', op: 'update', property: 'twenty_four_hour_time', value: false },
  ])
  const person = { email: 'new@acme.test', full_name: 'New', password: 'correct horse battery staple' }
  const { json } = await chat.call(ADMIN, 'POST', '/users', person)
  expect(await readUserSetting(chat.core.db, json['user_id'] as number, 'twenty_four_hour_time')).toBe(false)
  expect(await readUserSetting(chat.core.db, OTHER, 'twenty_four_hour_time')).toBe(true)
  const { state } = await chat.listen(OTHER)
  expect(state['realm_user_settings_defaults']).toMatchObject({ twenty_four_hour_time: false })
})

test('what is one person’s alone has no default of the organization', async () => {
  const chat = await startChat()
  const { json } = await chat.call(OWNER, 'PATCH', '/realm/user_settings_defaults', { timezone: 'Asia/Kolkata' })
  expect(json['ignored_parameters_unsupported']).toEqual(['timezone'])
})

test('names of settings that are none do no harm', async () => {
  const chat = await startChat()
  const { json } = await chat.call(MEMBER, 'PATCH', '/settings', { constructor: 1, role: 100 })
  expect(json['ignored_parameters_unsupported']).toEqual(['constructor', 'role'])
  const [row] = await chat.core.db.query<{ settings: object; role: number }>(
    'select settings, role from user_account where id = $1',
    [MEMBER],
  )
  expect(row).toEqual({ settings: {}, role: 400 })
  expect(USER_SETTING_NAMES).toHaveLength(60)
})
