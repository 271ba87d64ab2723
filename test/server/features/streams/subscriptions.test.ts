import { describe, expect, test } from 'vitest'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const PATH = '/users/me/subscriptions'

type Subscription = Readonly<Record<string, unknown>> & { readonly stream_id: number; readonly name: string }

async function subscribe(chat: ChatApi, names: string[], params: Record<string, unknown> = {}, user = MEMBER) {
  return chat.call(user, 'POST', PATH, { subscriptions: names.map((name) => ({ name })), ...params })
}

async function mine({ call }: ChatApi, user: number): Promise<Subscription[]> {
  return (await call(user, 'GET', PATH, { include_subscribers: true })).json['subscriptions'] as Subscription[]
}

describe('subscribing', () => {
  test('makes streams as they are described', async () => {
    const chat = await startChat()
    const nobody = { direct_members: [OTHER], direct_subgroups: [] }
    const params = {
      subscriptions: [{ name: ' plans ', description: 'one\ntwo' }],
      invite_only: true,
      history_public_to_subscribers: true,
      stream_post_policy: 2,
      message_retention_days: 30,
      can_remove_subscribers_group: nobody,
      can_administer_channel_group: 2,
      principals: [OWNER, 'U4@acme.test'],
    }
    const answer = await chat.call(OWNER, 'POST', PATH, params)
    expect(answer.json).toMatchObject({
      subscribed: { [OWNER]: ['plans'], [OTHER]: ['plans'] },
      already_subscribed: {},
    })
    expect(answer.json).not.toHaveProperty('unauthorized')
    expect(await mine(chat, OTHER)).toMatchObject([
      {
        name: 'plans',
        description: 'one two',
        invite_only: true,
        history_public_to_subscribers: true,
        stream_post_policy: 2,
        is_announcement_only: true,
        message_retention_days: 30,
        can_remove_subscribers_group: nobody,
        can_administer_channel_group: 2,
        creator_id: OWNER,
        subscribers: [OWNER, OTHER],
      },
    ])
    const again = await chat.call(OTHER, 'POST', PATH, { subscriptions: [{ name: 'PLANS' }] })
    expect(again.json).toMatchObject({ subscribed: {}, already_subscribed: { [OTHER]: ['plans'] } })
  })

  test('passes over what the caller cannot join, or fails for it, as they wish', async () => {
    const chat = await startChat()
    await subscribe(chat, ['board'], { invite_only: true })
    const fatal = await subscribe(chat, ['new', 'board'], {}, OTHER)
    expect(fatal.json).toMatchObject({ code: 'BAD_REQUEST', msg: 'Unable to access channel (board).' })
    const lenient = await subscribe(chat, ['new', 'board'], { authorization_errors_fatal: false }, OTHER)
    expect(lenient.json).toMatchObject({ subscribed: { [OTHER]: ['new'] }, unauthorized: ['board'] })
    expect((await mine(chat, OTHER)).map((stream) => stream.name)).toEqual(['new'])
  })

  test.for([
    [MEMBER, { is_web_public: true }, 'Web-public channels are not enabled.'],
    [MEMBER, { is_default_stream: true }, 'Must be an organization administrator'],
    [MEMBER, { message_retention_days: 'unlimited' }, 'Must be an organization owner'],
    [ADMIN, { is_default_stream: true, invite_only: true }, 'A default channel cannot be private.'],
    [MEMBER, { history_public_to_subscribers: false }, 'Invalid parameters'],
    [MEMBER, { principals: [999] }, 'No such user'],
    [MEMBER, { principals: ['nobody@acme.test'] }, 'No such user'],
    [MEMBER, { subscriptions: [{ name: '  ' }] }, "Channel name can't be empty."],
    [GUEST, {}, 'Insufficient permission'],
    [MEMBER, { can_administer_channel_group: { direct_members: [999] } }, 'Invalid user ID: 999'],
  ] as const)('by %i does not make a stream with %j', async ([user, params, msg]) => {
    const chat = await startChat()
    expect((await subscribe(chat, ['new'], params, user)).json['msg']).toBe(msg)
    expect((await chat.call(OWNER, 'GET', '/streams', { include_all_active: true })).json['streams']).toEqual([])
  })

  test('makes no streams of a kind that the organization does not let one make', async () => {
    const chat = await startChat()
    await chat.core.db.query(
      `update organization set settings = '{"can_create_private_channel_group": "role:administrators"}'`,
    )
    expect((await subscribe(chat, ['a'], { invite_only: true })).json['msg']).toBe('Insufficient permission')
    expect((await subscribe(chat, ['a'])).json['result']).toBe('success')
    const closing = await chat.call(MEMBER, 'PATCH', '/streams/1', { is_private: true })
    expect(closing.json['msg']).toBe('Insufficient permission')
  })
})

describe('subscriptions', () => {
  test('are added and ended in one call', async () => {
    const chat = await startChat()
    await subscribe(chat, ['old', 'kept'])
    const add = [{ name: 'new', color: '#ff0000', description: 'x' }, { name: 'kept' }]
    const { json } = await chat.call(MEMBER, 'PATCH', PATH, { add, delete: ['old'] })
    const me = 'u3@acme.test'
    expect(json).toMatchObject({
      subscribed: { [me]: ['new'] },
      already_subscribed: { [me]: ['kept'] },
      removed: ['old'],
      not_removed: [],
    })
    expect(await mine(chat, MEMBER)).toMatchObject([{ name: 'kept' }, { name: 'new', color: '#ff0000' }])
    expect((await chat.call(MEMBER, 'PATCH', PATH, {})).json['msg']).toMatch(/^Nothing to do/)
  })

  test('of a stream that there is not cannot be ended', async () => {
    const { call } = await startChat()
    const { json } = await call(MEMBER, 'DELETE', PATH, { subscriptions: ['nowhere'] })
    expect(json).toMatchObject({
      code: 'STREAM_DOES_NOT_EXIST',
      msg: "Channel 'nowhere' does not exist",
      stream: 'nowhere',
    })
  })

  test('of others are ended by whom the stream names for that', async () => {
    const chat = await startChat()
    const only = { direct_members: [OTHER], direct_subgroups: [] }
    await subscribe(chat, ['open'], { can_remove_subscribers_group: only, principals: [MEMBER, GUEST] })
    const remove = (user: number) => chat.call(user, 'DELETE', PATH, { subscriptions: ['open'], principals: [GUEST] })
    expect((await remove(MEMBER)).json['msg']).toBe('Insufficient permission')
    const peer = await chat.listen(MEMBER, { event_types: ['subscription'] })
    expect((await remove(OTHER)).json).toMatchObject({ removed: ['open'] })
    expect(await peer.events()).toMatchObject([{ op: 'peer_remove', user_ids: [GUEST] }])
  })

  test('are each person’s to arrange', async () => {
    const chat = await startChat()
    await subscribe(chat, ['open'], { principals: [MEMBER, OTHER] })
    const me = await chat.listen(MEMBER, { event_types: ['subscription'] })
    const other = await chat.listen(OTHER, { event_types: ['subscription'] })
    const set = (property: string, value: unknown) => ({ stream_id: 1, property, value })
    const subscription_data = [
      set('is_muted', true),
      set('pin_to_top', true),
      set('color', '#abcdef'),
      set('wildcard_mentions_notify', false),
    ]
    await chat.call(MEMBER, 'POST', `${PATH}/properties`, { subscription_data })
    expect(await me.events()).toMatchObject([
      { op: 'update', property: 'is_muted', value: true, stream_id: 1 },
      { op: 'update', property: 'in_home_view', value: false, stream_id: 1 },
      { op: 'update', property: 'pin_to_top', value: true, stream_id: 1 },
      { op: 'update', property: 'color', value: '#abcdef', stream_id: 1 },
      { op: 'update', property: 'wildcard_mentions_notify', value: false, stream_id: 1 },
    ])
    expect(await other.events()).toEqual([])
    const arranged = { is_muted: true, in_home_view: false, pin_to_top: true, color: '#abcdef' }
    expect(await mine(chat, MEMBER)).toMatchObject([{ ...arranged, wildcard_mentions_notify: false }])
    const { state } = await chat.listen(MEMBER, { fetch_event_types: ['subscription'] })
    // For clients that know of no "as usual".
    expect(state['subscriptions']).toMatchObject([{ wildcard_mentions_notify: false, email_notifications: false }])
    const back = { subscription_data: [set('in_home_view', true)] }
    await chat.call(MEMBER, 'POST', `${PATH}/properties`, back)
    expect(await mine(chat, MEMBER)).toMatchObject([{ is_muted: false }])
  })

  test.for([
    [{ stream_id: 1, property: 'is_muted', value: 'yes' }, 'is_muted is not a bool'],
    [{ stream_id: 1, property: 'color', value: 'red' }, 'color is not a valid hex color code'],
    [{ stream_id: 1, property: '__proto__', value: true }, 'Unknown subscription property: __proto__'],
    [{ stream_id: 999, property: 'is_muted', value: true }, 'Not subscribed to channel id 999'],
  ] as const)('are not arranged by %j', async ([change, msg]) => {
    const chat = await startChat()
    await subscribe(chat, ['open'])
    const good = { stream_id: 1, property: 'pin_to_top', value: true }
    const { json } = await chat.call(MEMBER, 'POST', `${PATH}/properties`, { subscription_data: [good, change] })
    expect(json['msg']).toBe(msg)
    expect(await mine(chat, MEMBER)).toMatchObject([{ pin_to_top: false }])
  })
})
