import { describe, expect, test } from 'vitest'
import { ask } from '../../http/https-server.ts'
import { ADMIN, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const INVITED = { invitee_emails: 'new@acme.test', stream_ids: [] }

describe('an invitation by mail', () => {
  test('is refused with the reason for each address, since there is no mail', async () => {
    const { call, core } = await startChat()
    await call(OWNER, 'DELETE', `/users/${OTHER}`)
    const invitee_emails = 'new@acme.test, Ada <U3@acme.test>\nu4@acme.test,\n nonsense ,new@acme.test'
    const { status, json } = await call(ADMIN, 'POST', '/invites', { ...INVITED, invitee_emails })
    expect([status, json]).toEqual([
      400,
      {
        result: 'error',
        code: 'INVITATION_FAILED',
        msg: "We weren't able to invite anyone.",
        errors: [
          ['new@acme.test', expect.stringMatching(/no mail/) as string, false],
          ['U3@acme.test', 'Already has an account.', false],
          ['u4@acme.test', 'Account has been deactivated.', true],
          ['nonsense', 'Invalid address.', false],
        ],
        sent_invitations: false,
        license_limit_reached: false,
        daily_limit_reached: false,
      },
    ])
    expect(await core.db.query('select from invite')).toEqual([])
  })

  test.for([
    ['by a guest', GUEST, {}, 'Insufficient permission'],
    ['to nobody', MEMBER, { invitee_emails: ' ,\n' }, 'You must specify at least one email address.'],
    ['with a stream out of sight', MEMBER, { stream_ids: [77] }, 'Invalid channel ID 77. No invites were sent.'],
    ['with a higher role', MEMBER, { invite_as: 200 }, 'Must be an organization administrator'],
    ['with a group of others', MEMBER, { group_ids: [1] }, 'Insufficient permission'],
  ] as const)('is refused %s before that', async ([, actor, params, msg]) => {
    const { call } = await startChat()
    const { status, json } = await call(actor, 'POST', '/invites', { ...INVITED, ...params })
    expect([status, json['code'], json['msg']]).toEqual([400, 'BAD_REQUEST', msg])
  })

  test('is refused with streams to who may not subscribe others, as is subscribing others', async () => {
    const { call } = await startChat()
    await call(OWNER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }] })
    expect((await call(OWNER, 'PATCH', '/realm', { invite_to_stream_policy: 2 })).status).toBe(200)
    const refused = await call(MEMBER, 'POST', '/invites', { ...INVITED, stream_ids: [1] })
    expect(refused.json['msg']).toBe('You do not have permission to subscribe other users to channels.')
    const subscribe = { subscriptions: [{ name: 'open' }], principals: [OTHER] }
    expect((await call(MEMBER, 'POST', '/users/me/subscriptions', subscribe)).status).toBe(400)
    expect((await call(ADMIN, 'POST', '/users/me/subscriptions', subscribe)).status).toBe(200)
    const { json } = await call(MEMBER, 'POST', '/register', { fetch_event_types: ['realm', 'realm_user'] })
    expect(json).toMatchObject({ realm_invite_to_stream_policy: 2, can_subscribe_other_users: false })
  })

  test('is a mail: a link for one person cannot be sent again', async () => {
    const { call } = await startChat()
    await call(ADMIN, 'POST', '/invites/multiuse', { single_use: true })
    expect((await call(ADMIN, 'POST', '/invites/1/resend')).json['msg']).toMatch(/no email address/)
    for (const [user, id] of [
      [MEMBER, 1],
      [ADMIN, 2],
    ] as const) {
      expect((await call(user, 'POST', `/invites/${id}/resend`)).json['msg']).toBe('No such invitation')
    }
  })
})

describe('an invitation link', () => {
  test('is shown again to who may manage it, and to nobody else', async () => {
    const chat = await startChat()
    const { call } = chat
    const lists = async () => {
      const told = [OWNER, ADMIN, MEMBER].map(async (user) => {
        const { json } = await call(user, 'GET', '/invites')
        return (json['invites'] as { id: number; link_url: string }[]).map(({ id, link_url }) => [id, link_url])
      })
      return Promise.all(told)
    }
    const make = async (user: number, invite_as: number) =>
      (await call(user, 'POST', '/invites/multiuse', { invite_as })).json['invite_link']
    const [owners, members] = [await make(OWNER, 100), await make(ADMIN, 400)]
    expect(await lists()).toEqual([
      [
        [1, owners],
        [2, members],
      ],
      [[2, members]],
      [],
    ])
  })

  test('is told to administrators and its maker when it is made, used and withdrawn', async () => {
    const chat = await startChat()
    await chat.core.db.query(
      `update organization set settings = settings || '{"create_multiuse_invite_group": "role:members"}'`,
    )
    const types = { event_types: ['invites_changed'] }
    const listeners = await Promise.all([ADMIN, MEMBER, OTHER].map((user) => chat.listen(user, types)))
    const counts = async () => Promise.all(listeners.map(async (listener) => (await listener.events()).length))
    await chat.call(MEMBER, 'POST', '/invites/multiuse')
    expect(await counts()).toEqual([1, 1, 0])
    expect((await chat.call(ADMIN, 'DELETE', '/invites/multiuse/1')).status).toBe(200)
    expect(await counts()).toEqual([1, 1, 0])
    const again = await chat.call(MEMBER, 'DELETE', '/invites/multiuse/1')
    expect(again.json['msg']).toBe('Invitation has already been revoked')
    expect((await chat.call(OTHER, 'DELETE', '/invites/multiuse/1')).json['msg']).toBe('No such invitation')
  })
})

test('whoever joins comes to the groups and default streams that were chosen for them', async () => {
  const chat = await startChat()
  const { call } = chat
  const group = { name: 'team', description: '', members: [ADMIN] }
  const { json } = await call(ADMIN, 'POST', '/user_groups/create', group)
  await call(ADMIN, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'all' }, { name: 'other' }] })
  await call(ADMIN, 'POST', '/default_streams', { stream_id: 1 })
  const chosen = { group_ids: [json['group_id']], include_realm_default_subscriptions: true }
  const link = (await call(ADMIN, 'POST', '/invites/multiuse', chosen)).json['invite_link'] as string
  const other = await chat.listen(OTHER, { event_types: ['user_group'] })
  const form = { full_name: 'New', email: 'new@acme.test', password: 'a kettle for everyone' }
  const joined = await ask(chat, `/json/join/${link.split('/').at(-1)}`, { form })
  const id = joined.json['user_id'] as number
  const told = (await other.events()).map((event) => [event['op'], event['group_id'], event['user_ids']])
  expect(told).toContainEqual(['add_members', json['group_id'], [id]])
  const subscribed = async (stream: number) =>
    (await call(ADMIN, 'GET', `/users/${id}/subscriptions/${stream}`)).json['is_subscribed']
  expect([await subscribed(1), await subscribed(2)]).toEqual([true, false])
})

test('everybody may ask what this server is, and learns no more than is documented', async () => {
  const { call, core } = await startChat()
  await core.db.query(`update organization set description = '<b>we</b>'`)
  const { json } = await call(GUEST, 'GET', '/server_settings')
  expect(json).toEqual({
    result: 'success',
    msg: '',
    zulip_merge_base: '10.0',
    zulip_version: '10.0',
    zulip_feature_level: 330,
    authentication_methods: expect.objectContaining({ password: true, dev: false, ldap: false }) as object,
    external_authentication_methods: [],
    email_auth_enabled: true,
    require_email_format_usernames: true,
    push_notifications_enabled: false,
    is_incompatible: false,
    realm_name: 'Acme',
    realm_description: '<p>&lt;b&gt;we&lt;/b&gt;</p>',
    realm_icon: expect.any(String) as string,
    realm_uri: 'https://chat.acme.test',
    realm_url: 'https://chat.acme.test',
    realm_web_public_access_enabled: false,
  })
})
