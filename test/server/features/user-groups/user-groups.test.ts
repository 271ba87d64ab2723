import { describe, expect, test } from 'vitest'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

type Group = { id: number; name: string; members: number[]; direct_subgroup_ids: number[]; deactivated: boolean }

async function groupsOf({ call }: ChatApi, params: Record<string, unknown> = {}): Promise<Group[]> {
  return (await call(OWNER, 'GET', '/user_groups', params)).json['user_groups'] as Group[]
}

async function createTeam({ call }: ChatApi, members: number[] = [MEMBER]): Promise<string> {
  const { json } = await call(MEMBER, 'POST', '/user_groups/create', { name: 'team', description: 'we', members })
  return `/user_groups/${json['group_id'] as number}`
}

describe('system groups', () => {
  test('hold people by their role and nest as Zulip’s do', async () => {
    const chat = await startChat()
    const groups = await groupsOf(chat)
    const idOf = (name: string) => groups.find((group) => group.name === `role:${name}`)?.id
    expect(groups.map(({ name, members, direct_subgroup_ids: [sub] }) => [name, members, sub])).toEqual([
      ['role:owners', [OWNER], undefined],
      ['role:administrators', [ADMIN], idOf('owners')],
      ['role:moderators', [], idOf('administrators')],
      ['role:fullmembers', [MEMBER, OTHER], idOf('moderators')],
      ['role:members', [MEMBER, OTHER], idOf('fullmembers')],
      ['role:everyone', [GUEST], idOf('members')],
      ['role:internet', [], idOf('everyone')],
      ['role:nobody', [], undefined],
    ])
    const all = await chat.call(GUEST, 'GET', `/user_groups/${idOf('members')}/members`)
    expect(all.json['members']).toEqual([OWNER, ADMIN, MEMBER, OTHER])
    const isMember = `/user_groups/${idOf('everyone')}/members/${OWNER}`
    expect((await chat.call(GUEST, 'GET', isMember)).json['is_user_group_member']).toBe(true)
    const direct = await chat.call(GUEST, 'GET', isMember, { direct_member_only: true })
    expect(direct.json['is_user_group_member']).toBe(false)
  })

  test('follow a change of role, and greet who is new', async () => {
    const chat = await startChat()
    const guest = await chat.listen(GUEST, { event_types: ['user_group'] })
    const names = new Map((await groupsOf(chat)).map((group) => [group.id, group.name]))
    await chat.call(OWNER, 'PATCH', `/users/${MEMBER}`, { role: 300 })
    const user = { email: 'new@acme.test', password: 'correct horse battery', full_name: 'New' }
    const { json } = await chat.call(OWNER, 'POST', '/users', user)
    const told = (await guest.events()).map((e) => [e['op'], names.get(e['group_id'] as number), e['user_ids']])
    expect(told).toEqual([
      ['remove_members', 'role:fullmembers', [MEMBER]],
      ['remove_members', 'role:members', [MEMBER]],
      ['add_members', 'role:moderators', [MEMBER]],
      ['add_members', 'role:fullmembers', [json['user_id']]],
      ['add_members', 'role:members', [json['user_id']]],
    ])
  })

  test('cannot be changed, not even by the owner', async () => {
    const chat = await startChat()
    const [owners] = await groupsOf(chat)
    const path = `/user_groups/${owners?.id}`
    const attempts = [
      await chat.call(OWNER, 'PATCH', path, { name: 'bosses' }),
      await chat.call(OWNER, 'POST', `${path}/deactivate`),
      await chat.call(OWNER, 'POST', `${path}/members`, { add: [MEMBER] }),
      await chat.call(OWNER, 'POST', `${path}/members`, { delete: [OWNER] }),
    ]
    for (const { json } of attempts) expect(json['msg']).toBe('Insufficient permission')
    expect((await groupsOf(chat))[0]).toEqual(owners)
  })
})

describe('a group', () => {
  test('is made, renamed, joined, left and ended before everybody’s eyes', async () => {
    const chat = await startChat()
    const { call } = chat
    const modern = { include_deactivated_groups: true }
    const guest = await chat.listen(GUEST, { event_types: ['user_group'], client_capabilities: modern })
    const legacy = await chat.listen(OTHER, { event_types: ['user_group'] })
    const path = await createTeam(chat, [MEMBER, OTHER])
    const id = Number(path.split('/').at(-1))
    await call(MEMBER, 'PATCH', path, { name: 'the team' })
    await call(MEMBER, 'POST', `${path}/members`, { add: [GUEST], delete: [MEMBER] })
    await call(OTHER, 'POST', `${path}/members`, { delete: [OTHER] })
    await call(MEMBER, 'POST', `${path}/deactivate`)
    const nobody = (await groupsOf(chat)).find((group) => group.name === 'role:nobody')?.id
    const before = [
      { op: 'add', group: { id, name: 'team', description: 'we', members: [MEMBER, OTHER], can_join_group: nobody } },
      { op: 'update', group_id: id, data: { name: 'the team' } },
      { op: 'add_members', group_id: id, user_ids: [GUEST] },
      { op: 'remove_members', group_id: id, user_ids: [MEMBER] },
      { op: 'remove_members', group_id: id, user_ids: [OTHER] },
    ]
    expect(await guest.events()).toMatchObject([...before, { op: 'update', group_id: id, data: { deactivated: true } }])
    expect(await legacy.events()).toMatchObject([...before, { op: 'remove', group_id: id }])
    expect((await groupsOf(chat)).some((group) => group.id === id)).toBe(false)
    expect((await groupsOf(chat, { include_deactivated_groups: true })).at(-1)).toMatchObject({ id, members: [GUEST] })
    expect((await call(MEMBER, 'POST', `${path}/members`, { add: [OTHER] })).json['msg']).toBe(
      'User group is deactivated.',
    )
    expect((await call(MEMBER, 'PATCH', path, { name: 'former' })).json['result']).toBe('success')
  })

  test('mentions whoever was in it when the message was sent', async () => {
    const chat = await startChat()
    const { call } = chat
    const principals = [MEMBER, OTHER, GUEST]
    await call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }], principals })
    const path = await createTeam(chat, [OTHER])
    const say = { type: 'stream', to: 'open', topic: 't', content: 'hey @*team*' }
    await call(MEMBER, 'POST', '/messages', say)
    await call(MEMBER, 'POST', `${path}/members`, { add: [GUEST], delete: [OTHER] })
    await call(MEMBER, 'POST', '/messages', say)
    const flags = async (user: number) => {
      const { json } = await call(user, 'GET', '/messages', { anchor: 'newest', num_before: 2, num_after: 0 })
      return (json['messages'] as { flags: string[] }[]).map((message) => message.flags.includes('mentioned'))
    }
    expect([await flags(OTHER), await flags(GUEST)]).toEqual([
      [true, false],
      [false, true],
    ])
  })

  test.for([
    ['a stranger', OTHER],
    ['a guest', GUEST],
  ] as const)('is not changed by %s, not even one who belongs to it', async ([, actor]) => {
    const chat = await startChat()
    const path = await createTeam(chat, [MEMBER, actor])
    const attempts = [
      await chat.call(actor, 'PATCH', path, { name: 'mine' }),
      await chat.call(actor, 'POST', `${path}/deactivate`),
      await chat.call(actor, 'POST', `${path}/members`, { delete: [MEMBER] }),
      await chat.call(actor, 'POST', `${path}/members`, { delete: [actor], add: [OWNER] }),
    ]
    for (const { json } of attempts) expect(json['msg']).toBe('Insufficient permission')
    expect((await groupsOf(chat)).at(-1)).toMatchObject({ name: 'team', members: [MEMBER, actor] })
  })

  test('is not made, and the list not fetched, by guests', async () => {
    const { call } = await startChat()
    const group = { name: 'guests', description: '', members: [] }
    expect((await call(GUEST, 'POST', '/user_groups/create', group)).json['msg']).toBe('Insufficient permission')
    expect((await call(GUEST, 'GET', '/user_groups')).json['msg']).toBe('Not allowed for guest users')
  })

  test('does not stay its maker’s who becomes a guest', async () => {
    const chat = await startChat()
    const path = await createTeam(chat)
    await chat.call(OWNER, 'PATCH', `/users/${MEMBER}`, { role: 600 })
    expect((await chat.call(MEMBER, 'PATCH', path, { name: 'mine' })).json['msg']).toBe('Insufficient permission')
  })

  test.for([
    ['', "User group name can't be empty!"],
    ['role:owners', "User group name cannot start with 'role:'."],
    ['@all', "User group name cannot start with '@'."],
    ['x'.repeat(101), 'User group name cannot exceed 100 characters.'],
    ['TEAM', "User group 'TEAM' already exists."],
  ] as const)('cannot be called %j', async ([name, msg]) => {
    const chat = await startChat()
    await createTeam(chat)
    const members: number[] = []
    const created = await chat.call(MEMBER, 'POST', '/user_groups/create', { name, description: '', members })
    expect(created.json['msg']).toBe(msg)
    const { json } = await chat.call(MEMBER, 'POST', '/user_groups/create', { name: 'b', description: '', members })
    const renamed = await chat.call(MEMBER, 'PATCH', `/user_groups/${json['group_id'] as number}`, { name })
    expect(renamed.json['msg']).toBe(msg)
  })

  test('keeps one name when two are made at once', async () => {
    const chat = await startChat()
    const make = () => chat.call(MEMBER, 'POST', '/user_groups/create', { name: 'twin', description: '', members: [] })
    const answers = await Promise.all([make(), make(), make()])
    expect(answers.map(({ json }) => json['msg'] as string).sort()).toEqual([
      '',
      "User group 'twin' already exists.",
      "User group 'twin' already exists.",
    ])
  })

  test.for([
    [{ add: [999] }, 'Invalid user ID: 999'],
    [{ add: [MEMBER] }, `User ${MEMBER} is already a member of this group`],
    [{ delete: [OTHER] }, `There is no member '${OTHER}' in this user group`],
    [{ add: [OTHER], delete: [OTHER] }, `User ${OTHER} cannot be added and removed at once`],
    [{}, 'Nothing to do. Specify at least one of "add", "delete".'],
  ] as const)('does not take the members %j', async ([change, msg]) => {
    const chat = await startChat()
    const path = await createTeam(chat)
    expect((await chat.call(MEMBER, 'POST', `${path}/members`, change)).json['msg']).toBe(msg)
    expect((await groupsOf(chat)).at(-1)?.members).toEqual([MEMBER])
  })

  test('takes nobody who is deactivated', async () => {
    const chat = await startChat()
    const path = await createTeam(chat)
    await chat.call(OWNER, 'DELETE', `/users/${OTHER}`)
    const { json } = await chat.call(MEMBER, 'POST', `${path}/members`, { add: [OTHER] })
    expect(json['msg']).toBe(`Invalid user ID: ${OTHER}`)
  })
})
