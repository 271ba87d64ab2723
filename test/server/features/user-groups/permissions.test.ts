import { describe, expect, test } from 'vitest'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

type Group = Readonly<Record<string, unknown>> & { readonly id: number; readonly name: string }

async function groupsOf({ call }: ChatApi): Promise<Group[]> {
  return (await call(OWNER, 'GET', '/user_groups')).json['user_groups'] as Group[]
}

async function systemGroup(chat: ChatApi, name: string): Promise<number> {
  return (await groupsOf(chat)).find((group) => group.name === `role:${name}`)?.id ?? 0
}

async function create({ call }: ChatApi, params: Record<string, unknown> = {}, actor = MEMBER): Promise<number> {
  const group = { name: 'team', description: 'we', members: [MEMBER], ...params }
  const { json } = await call(actor, 'POST', '/user_groups/create', group)
  expect(json).toMatchObject({ result: 'success' })
  return json['group_id'] as number
}

const setTo = (value: unknown) => ({ new: value })

describe('a group’s permissions', () => {
  test('are its maker’s, unless they are said', async () => {
    const chat = await startChat()
    const [nobody, everyone] = [await systemGroup(chat, 'nobody'), await systemGroup(chat, 'everyone')]
    const maker = { direct_members: [MEMBER], direct_subgroups: [] }
    await create(chat, { can_join_group: { direct_members: [], direct_subgroups: [everyone] } })
    expect((await groupsOf(chat)).at(-1)).toMatchObject({
      can_add_members_group: maker,
      can_join_group: everyone,
      can_leave_group: everyone,
      can_manage_group: maker,
      can_mention_group: everyone,
      can_remove_members_group: nobody,
    })
  })

  test('are changed before everybody’s eyes, and only from what the caller believed', async () => {
    const chat = await startChat()
    const id = await create(chat)
    const guest = await chat.listen(GUEST, { event_types: ['user_group'] })
    const moderators = await systemGroup(chat, 'moderators')
    const value = { direct_members: [OTHER, MEMBER], direct_subgroups: [moderators] }
    const change = { old: { direct_members: [MEMBER], direct_subgroups: [] }, new: value }
    const path = `/user_groups/${id}`
    expect((await chat.call(MEMBER, 'PATCH', path, { can_manage_group: change })).json['result']).toBe('success')
    const again = await chat.call(MEMBER, 'PATCH', path, { can_manage_group: { ...change, new: moderators } })
    expect(again.json).toMatchObject({ code: 'EXPECTATION_MISMATCH' })
    expect(await guest.events()).toMatchObject([
      { op: 'update', group_id: id, data: { can_manage_group: { ...value, direct_members: [MEMBER, OTHER] } } },
    ])
    expect((await chat.call(OTHER, 'PATCH', path, { description: 'mine too' })).json['result']).toBe('success')
  })

  test('leave nothing behind when they change', async () => {
    const chat = await startChat()
    const path = `/user_groups/${await create(chat)}`
    const count = async () => (await chat.core.db.query('select from user_group where is_anonymous')).length
    const before = await count()
    for (const user of [OTHER, GUEST, MEMBER]) {
      const value = { direct_members: [user], direct_subgroups: [] }
      await chat.call(MEMBER, 'PATCH', path, { can_join_group: setTo(value) })
    }
    await chat.call(MEMBER, 'PATCH', path, { can_join_group: setTo(await systemGroup(chat, 'nobody')) })
    expect(await count()).toBe(before)
  })

  test.for([
    ['join', { can_join_group: true }, { add: [OTHER] }, { add: [GUEST] }],
    ['add others', { can_add_members_group: true }, { add: [GUEST] }, { delete: [MEMBER] }],
    ['remove others', { can_remove_members_group: true }, { delete: [MEMBER] }, { add: [OTHER] }],
  ] as const)('let somebody %s, and nothing else', async ([, setting, may, mayNot]) => {
    const chat = await startChat()
    const [name = ''] = Object.keys(setting)
    const path = `/user_groups/${await create(chat, { [name]: { direct_members: [OTHER], direct_subgroups: [] } })}/members`
    expect((await chat.call(OTHER, 'POST', path, mayNot)).json['msg']).toBe('Insufficient permission')
    expect((await chat.call(OTHER, 'POST', path, may)).json['result']).toBe('success')
  })

  test('keep people in a group that they may not leave', async () => {
    const chat = await startChat()
    const nobody = await systemGroup(chat, 'nobody')
    const path = `/user_groups/${await create(chat, { members: [OTHER], can_leave_group: nobody })}/members`
    const leave = () => chat.call(OTHER, 'POST', path, { delete: [OTHER] })
    expect((await leave()).json['msg']).toBe('Insufficient permission')
  })

  test('give guests no control, whatever they say', async () => {
    const chat = await startChat()
    const guest = { direct_members: [GUEST], direct_subgroups: [] }
    const path = `/user_groups/${await create(chat, { can_manage_group: guest, can_add_members_group: guest })}`
    expect((await chat.call(GUEST, 'PATCH', path, { name: 'mine' })).json['msg']).toBe('Insufficient permission')
    const { json } = await chat.call(GUEST, 'POST', `${path}/members`, { add: [OTHER] })
    expect(json['msg']).toBe('Insufficient permission')
  })

  test('decide who may mention it', async () => {
    const chat = await startChat()
    await chat.call(MEMBER, 'POST', '/users/me/subscriptions', {
      subscriptions: [{ name: 'open' }],
      principals: [MEMBER, OTHER],
    })
    await create(chat, { can_mention_group: { direct_members: [MEMBER], direct_subgroups: [] } })
    const say = (user: number) =>
      chat.call(user, 'POST', '/messages', { type: 'stream', to: 'open', topic: 't', content: 'hey @*team*' })
    expect((await say(MEMBER)).json['result']).toBe('success')
    expect((await say(OTHER)).json['msg']).toBe("You are not allowed to mention user group 'team'.")
  })

  test('are no names that an organization may not give them', async () => {
    const chat = await startChat()
    const id = await create(chat)
    const path = `/user_groups/${id}`
    const [everyone, internet, owners] = [
      await systemGroup(chat, 'everyone'),
      await systemGroup(chat, 'internet'),
      await systemGroup(chat, 'owners'),
    ]
    const attempts = [
      [{ can_manage_group: everyone }, "'can_manage_group' setting cannot be set to 'role:everyone' group."],
      [{ can_join_group: internet }, "'can_join_group' setting cannot be set to 'role:internet' group."],
      [{ can_mention_group: owners }, "'can_mention_group' setting cannot be set to 'role:owners' group."],
      [{ can_join_group: 999 }, 'Invalid user group'],
      [{ can_join_group: { direct_members: [999], direct_subgroups: [] } }, 'Invalid user ID: 999'],
      [
        { can_join_group: { direct_members: [], nobody: [] } },
        'Argument "nobody" at can_join_group["new"] is unexpected',
      ],
    ] as const
    for (const [settings, msg] of attempts) {
      const change = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, setTo(value)]))
      expect((await chat.call(MEMBER, 'PATCH', path, change)).json['msg']).toBe(msg)
    }
    // What stands for a permission is no group that anybody could name.
    const [anonymous] = await chat.core.db.query<{ id: number }>('select id from user_group where is_anonymous limit 1')
    const hidden = anonymous?.id ?? 0
    const stolen = await chat.call(MEMBER, 'PATCH', path, { can_join_group: setTo(hidden) })
    expect(stolen.json['msg']).toBe('Invalid user group')
    expect((await chat.call(MEMBER, 'GET', `/user_groups/${hidden}/members`)).json['msg']).toBe('Invalid user group')
  })
})

describe('groups in groups', () => {
  test('are mentioned with the group that they are in', async () => {
    const chat = await startChat()
    const principals = [MEMBER, OTHER, GUEST]
    await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }], principals })
    const inner = await create(chat, { name: 'inner', members: [OTHER] })
    await create(chat, { name: 'outer', subgroups: [inner] })
    const place = { type: 'stream', to: 'open', topic: 't' }
    await chat.call(GUEST, 'POST', '/messages', { ...place, content: 'hey @*outer*' })
    const first = await chat.call(GUEST, 'POST', '/messages', { ...place, content: 'hey' })
    await chat.call(GUEST, 'PATCH', `/messages/${first.json['id'] as number}`, { content: 'hey @*outer*' })
    const flags = async (user: number) => {
      const { json } = await chat.call(user, 'GET', '/messages', { anchor: 'newest', num_before: 2, num_after: 0 })
      return (json['messages'] as { flags: string[] }[]).map((message) => message.flags.includes('mentioned'))
    }
    expect(await flags(OTHER)).toEqual([true, true])
  })

  test('make their members belong, and are told of', async () => {
    const chat = await startChat()
    const inner = await create(chat, { name: 'inner', members: [OTHER] })
    const outer = await create(chat, { name: 'outer', subgroups: [inner] })
    const guest = await chat.listen(GUEST, { event_types: ['user_group'] })
    const path = `/user_groups/${outer}`
    const read = async (what: string, params = {}) => (await chat.call(GUEST, 'GET', `${path}/${what}`, params)).json
    expect(await read('members')).toMatchObject({ members: [MEMBER, OTHER] })
    expect(await read('members', { direct_member_only: true })).toMatchObject({ members: [MEMBER] })
    const moderators = await systemGroup(chat, 'moderators')
    await chat.call(MEMBER, 'POST', `${path}/subgroups`, { add: [moderators], delete: [inner] })
    await chat.call(MEMBER, 'POST', `${path}/members`, { add_subgroups: [inner] })
    expect(await guest.events()).toMatchObject([
      { op: 'add_subgroups', group_id: outer, direct_subgroup_ids: [moderators] },
      { op: 'remove_subgroups', group_id: outer, direct_subgroup_ids: [inner] },
      { op: 'add_subgroups', group_id: outer, direct_subgroup_ids: [inner] },
    ])
    expect(await read('subgroups', { direct_subgroup_only: true })).toMatchObject({ subgroups: [moderators, inner] })
    expect((await read('subgroups'))['subgroups']).toContain(await systemGroup(chat, 'owners'))
    expect(await read('members')).toMatchObject({ members: [OWNER, ADMIN, MEMBER, OTHER] })
  })

  test('make no circle, and are not given twice', async () => {
    const chat = await startChat()
    const inner = await create(chat, { name: 'inner' })
    const outer = await create(chat, { name: 'outer', subgroups: [inner] })
    const change = async (group: number, params: Record<string, unknown>) =>
      (await chat.call(MEMBER, 'POST', `/user_groups/${group}/subgroups`, params)).json['msg']
    expect(await change(inner, { add: [outer] })).toMatch(/is already a subgroup of one of the passed subgroups/)
    expect(await change(inner, { add: [inner] })).toMatch(/is already a subgroup of one of the passed subgroups/)
    expect(await change(outer, { add: [inner] })).toBe(`User group ${inner} is already a subgroup of this group.`)
    expect(await change(inner, { delete: [outer] })).toBe(`User group ${outer} is not a subgroup of this group.`)
    expect(await change(inner, { add: [999] })).toBe('Invalid user group ID: 999')
    expect(await change(inner, {})).toBe('Nothing to do. Specify at least one of "add", "delete".')
    const { json } = await chat.call(OTHER, 'POST', `/user_groups/${outer}/subgroups`, { delete: [inner] })
    expect(json['msg']).toBe('Insufficient permission')
  })

  test('cannot be ended while something depends on them', async () => {
    const chat = await startChat()
    const used = await create(chat, { name: 'used' })
    const outer = await create(chat, { name: 'outer', subgroups: [used] })
    const other = await create(chat, {
      name: 'o',
      can_join_group: { direct_members: [MEMBER], direct_subgroups: [used] },
    })
    await chat.core.db.query("update organization set settings = jsonb_build_object('can_create_groups', $1::int)", [
      used,
    ])
    const { json } = await chat.call(OWNER, 'POST', `/user_groups/${used}/deactivate`)
    expect(json).toMatchObject({
      code: 'CANNOT_DEACTIVATE_GROUP_IN_USE',
      objections: [
        { type: 'subgroup', group_ids: [outer] },
        { type: 'realm', settings: ['can_create_groups'] },
        { type: 'user_group', group_id: other, settings: ['can_join_group'] },
      ],
    })
    expect(
      (await chat.call(OTHER, 'POST', '/user_groups/create', { name: 'x', description: '', members: [] })).json['msg'],
    ).toBe('Insufficient permission')
  })
})
