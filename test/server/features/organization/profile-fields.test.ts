import { describe, expect, test } from 'vitest'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, startChat } from '../chat-api.ts'

const CHOICES = { a: { text: 'A-Team', order: '1' }, b: { text: 'B-Team', order: '2' } }
const make = async (chat: ChatApi, params: Record<string, unknown>) =>
  (await chat.call(ADMIN, 'POST', '/realm/profile_fields', params)).json['id'] as number
const tell = async (chat: ChatApi, id: number, value: unknown, user = MEMBER) =>
  (await chat.call(user, 'PATCH', '/users/me/profile_data', { data: [{ id, value }] })).json
const profileOf = async (chat: ChatApi, user: number) => {
  const { json } = await chat.call(OTHER, 'GET', `/users/${user}`, { include_custom_profile_fields: true })
  return (json['user'] as { profile_data: object }).profile_data
}

describe('fields of a profile', () => {
  test('are made, put in order, changed and removed by administrators', async () => {
    const chat = await startChat()
    const others = await chat.listen(OTHER)
    const phone = { name: 'Phone', hint: 'With country', field_type: 1, display_in_profile_summary: true }
    const answer = await chat.call(ADMIN, 'POST', '/realm/profile_fields', phone)
    expect(answer.json).toEqual({ result: 'success', msg: '', id: 1 })
    await make(chat, { name: 'Team', field_type: 3, field_data: CHOICES, required: true, editable_by_user: false })
    await chat.call(ADMIN, 'PATCH', '/realm/profile_fields', { order: [2, 1] })
    await chat.call(ADMIN, 'PATCH', '/realm/profile_fields/1', { name: 'Telephone' })
    const { custom_fields: fields } = (await chat.call(GUEST, 'GET', '/realm/profile_fields')).json
    const plain = { hint: '', required: false, editable_by_user: true, field_data: '' }
    const team = { name: 'Team', type: 3, field_data: JSON.stringify(CHOICES), required: true, editable_by_user: false }
    const telephone = { name: 'Telephone', type: 1, hint: 'With country', display_in_profile_summary: true }
    expect(fields).toEqual([
      { ...plain, ...team, id: 2, order: 1 },
      { ...plain, ...telephone, id: 1, order: 2 },
    ])
    expect((await others.events()).at(-1)).toMatchObject({ type: 'custom_profile_fields', fields })
    const { state } = await chat.listen(OTHER)
    expect(state['custom_profile_fields']).toEqual(fields)
    expect(state['custom_profile_field_types']).toMatchObject({ PRONOUNS: { id: 8, name: 'Pronouns' } })
    await chat.call(ADMIN, 'DELETE', '/realm/profile_fields/2')
    expect((await chat.call(GUEST, 'GET', '/realm/profile_fields')).json['custom_fields']).toHaveLength(1)
  })

  test.each([
    [{ name: ' ', field_type: 1 }, 'Label cannot be blank.'],
    [{ name: 'x'.repeat(41), field_type: 1 }, 'name is too long (limit: 40 characters)'],
    [{ name: 'x', hint: 'x'.repeat(81), field_type: 1 }, 'hint is too long (limit: 80 characters)'],
    [{ name: 'x', field_type: 9 }, 'Invalid field type.'],
    [{ name: 'x', field_type: 3 }, 'Field must have at least one choice.'],
    [
      { name: 'x', field_type: 3, field_data: { a: CHOICES.a, c: CHOICES.a } },
      'Field must not have duplicate choices.',
    ],
    [{ name: 'x', field_type: 3, field_data: { a: 'A' } }, 'field_data is not a valid list of options'],
    [{ name: 'x', field_type: 7, field_data: { subtype: 'constructor' } }, 'Invalid external account type'],
    [
      { name: 'x', field_type: 7, field_data: { subtype: 'custom' } },
      'Custom external account must define URL pattern',
    ],
    [
      { name: 'x', field_type: 7, field_data: { subtype: 'custom', url_pattern: 'javascript:%(username)s' } },
      'Malformed URL pattern.',
    ],
    [
      { name: 'x', field_type: 2, display_in_profile_summary: true },
      'Field type not supported for display in profile summary.',
    ],
  ])('cannot be %j', async (params, msg) => {
    const chat = await startChat()
    const { status, json } = await chat.call(ADMIN, 'POST', '/realm/profile_fields', params)
    expect([status, json]).toEqual([400, { result: 'error', code: 'BAD_REQUEST', msg }])
  })

  test('have different labels, and two of them a place in the summary', async () => {
    const chat = await startChat()
    for (const name of ['One', 'Two']) await make(chat, { name, field_type: 1, display_in_profile_summary: true })
    const third = { name: 'Three', field_type: 1, display_in_profile_summary: true }
    expect((await chat.call(ADMIN, 'POST', '/realm/profile_fields', third)).json['msg']).toBe(
      'Only 2 custom profile fields can be displayed in the profile summary.',
    )
    const taken = { name: 'one', field_type: 1 }
    const msg = 'A field with that label already exists.'
    expect((await chat.call(ADMIN, 'POST', '/realm/profile_fields', taken)).json).toMatchObject({ msg })
    expect((await chat.call(ADMIN, 'PATCH', '/realm/profile_fields/2', { name: 'ONE' })).json).toMatchObject({ msg })
  })

  test('that are accounts of a known site have its words', async () => {
    const chat = await startChat()
    await make(chat, { field_type: 7, field_data: { subtype: 'github' } })
    const { json } = await chat.call(MEMBER, 'GET', '/realm/profile_fields')
    expect(json['custom_fields']).toMatchObject([{ name: 'GitHub', type: 7, field_data: '{"subtype":"github"}' }])
  })

  test('that there are not cannot be changed, removed or put in order', async () => {
    const chat = await startChat()
    const msg = 'Field id 9 not found.'
    expect((await chat.call(ADMIN, 'PATCH', '/realm/profile_fields/9', {})).json).toMatchObject({ msg })
    expect((await chat.call(ADMIN, 'DELETE', '/realm/profile_fields/9')).json).toMatchObject({ msg })
    expect(await tell(chat, 9, 'x')).toMatchObject({ msg })
    const { json } = await chat.call(ADMIN, 'PATCH', '/realm/profile_fields', { order: [9] })
    expect(json['msg']).toBe('Invalid order mapping.')
  })

  test.each([
    ['POST', '/realm/profile_fields', { name: 'x', field_type: 1 }],
    ['PATCH', '/realm/profile_fields', { order: [] }],
    ['PATCH', '/realm/profile_fields/1', { name: 'x' }],
    ['DELETE', '/realm/profile_fields/1', {}],
  ])('%s %s is for administrators', async (method, path, params) => {
    const chat = await startChat()
    expect((await chat.call(MEMBER, method, path, params)).json).toMatchObject({ code: 'UNAUTHORIZED_PRINCIPAL' })
  })
})

describe('what somebody tells of themselves', () => {
  test('is everybody’s to read, with texts also as HTML that does nothing', async () => {
    const chat = await startChat()
    const id = await make(chat, { name: 'About', field_type: 2 })
    const others = await chat.listen(OTHER)
    expect(await tell(chat, id, '<script>x</script>')).toEqual({ result: 'success', msg: '' })
    const rendered_value = '<p>&lt;script&gt;x&lt;/script&gt;</p>'
    const custom_profile_field = { id, value: '<script>x</script>', rendered_value }
    expect(await others.events()).toMatchObject([
      { type: 'realm_user', op: 'update', person: { user_id: MEMBER, custom_profile_field } },
    ])
    expect(await profileOf(chat, MEMBER)).toEqual({ [id]: { value: '<script>x</script>', rendered_value } })
    await chat.call(MEMBER, 'DELETE', '/users/me/profile_data', { data: [id] })
    expect(await profileOf(chat, MEMBER)).toEqual({})
  })

  test.each([
    [1, 'x'.repeat(51), 'Field is too long (limit: 50 characters)'],
    [2, 'x'.repeat(501), 'Field is too long (limit: 500 characters)'],
    [3, 'c', "'c' is not a valid choice for 'Field'."],
    [3, 'constructor', "'constructor' is not a valid choice for 'Field'."],
    [4, '2023-02-29', 'Field is not a date'],
    [4, 'today', 'Field is not a date'],
    [5, 'javascript:alert(1)', 'Field is not a URL'],
    [6, 'Ada', 'User IDs is not a list'],
    [6, [99], 'Invalid user ID: 99'],
    [8, [1], 'Field is not a string'],
  ])('in a field of type %i cannot be %j', async (field_type, value, msg) => {
    const chat = await startChat()
    const id = await make(chat, { name: 'Field', field_type, field_data: field_type === 3 ? CHOICES : {} })
    expect(await tell(chat, id, value)).toEqual({ result: 'error', code: 'BAD_REQUEST', msg })
  })

  test.each([
    [3, 'b', 'b'],
    [4, '2024-02-29', '2024-02-29'],
    [5, 'https://acme.test/x', 'https://acme.test/x'],
    [6, [1, 2], '[1,2]'],
    [8, 'they', 'they'],
  ])('in a field of type %i can be %j', async (field_type, value, stored) => {
    const chat = await startChat()
    const id = await make(chat, { name: 'Field', field_type, field_data: field_type === 3 ? CHOICES : {} })
    await tell(chat, id, value)
    expect(await profileOf(chat, MEMBER)).toEqual({ [id]: { value: stored } })
  })

  test('is set by administrators alone where it is not theirs to change', async () => {
    const chat = await startChat()
    const id = await make(chat, { name: 'Badge', field_type: 1, editable_by_user: false })
    const msg = 'You are not allowed to change this field. Contact an administrator to update it.'
    expect(await tell(chat, id, '1')).toMatchObject({ msg })
    await chat.call(ADMIN, 'PATCH', `/users/${MEMBER}`, { profile_data: [{ id, value: '2' }] })
    expect(await profileOf(chat, MEMBER)).toMatchObject({ [id]: { value: '2' } })
    const removed = await chat.call(MEMBER, 'DELETE', '/users/me/profile_data', { data: [id] })
    expect(removed.json).toMatchObject({ msg })
  })

  test('goes with the choice that it was', async () => {
    const chat = await startChat()
    const id = await make(chat, { name: 'Team', field_type: 3, field_data: CHOICES })
    await tell(chat, id, 'a')
    await chat.call(ADMIN, 'PATCH', `/realm/profile_fields/${id}`, { field_data: { b: CHOICES.b } })
    expect(await profileOf(chat, MEMBER)).toEqual({})
  })
})
