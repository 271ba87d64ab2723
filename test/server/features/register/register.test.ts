import { describe, expect, test } from 'vitest'
import { GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

/** What zulip-terminal and the mobile app cannot start without. */
const NEEDED = `alert_words cross_realm_bots custom_profile_fields email event_queue_longpoll_timeout_seconds full_name
  last_event_id max_stream_name_length max_file_upload_size_mib max_message_id max_topic_length muted_topics muted_users
  presences queue_id realm_allow_message_editing realm_default_external_accounts realm_emoji realm_enable_read_receipts
  realm_icon_url realm_message_content_delete_limit_seconds realm_message_content_edit_limit_seconds
  realm_message_retention_days realm_name realm_non_active_users realm_presence_disabled realm_user_groups realm_users
  realm_waiting_period_threshold realm_wildcard_mention_policy recent_private_conversations server_emoji_data_url
  server_presence_offline_threshold_seconds server_presence_ping_interval_seconds server_thumbnail_formats
  server_typing_started_expiry_period_milliseconds server_typing_started_wait_period_milliseconds
  server_typing_stopped_wait_period_milliseconds starred_messages streams subscriptions unread_msgs user_id
  user_settings user_status user_topics zulip_feature_level zulip_version`.split(/\s+/)

describe('the state told at /register', () => {
  test('has what official clients need to start', async () => {
    const { listen } = await startChat()
    const { state } = await listen(MEMBER)
    expect(NEEDED.filter((name) => state[name] === undefined)).toEqual([])
  })

  test('is what was asked for and no more: fetch_event_types before event_types', async () => {
    const { call } = await startChat()
    const fields = async (params: object) => {
      const { json } = await call(MEMBER, 'POST', '/register', { ...params })
      return Object.keys(json).filter((name) => !/^(zulip_|result$|msg$|queue_id|last_event_id)/.test(name))
    }
    const always = ['user_id', 'email', 'full_name']
    expect(await fields({ event_types: ['muted_users'] })).toEqual([...always, 'muted_users'])
    expect(await fields({ event_types: ['message'], fetch_event_types: ['drafts'] })).toEqual([...always, 'drafts'])
    expect(await fields({ event_types: ['message'], fetch_event_types: [] })).toEqual(always)
    expect(await fields({ fetch_event_types: ['message', 'update_message_flags'] })).toEqual([
      ...always,
      'unread_msgs',
      'max_message_id',
    ])
    expect((await fields({ event_types: 'null' })).length).toBeGreaterThan(150)
  })

  test('tells the rules of the organization as ids of system groups', async () => {
    const { listen, core } = await startChat()
    await core.db.query(`update organization set settings = '{"can_delete_own_message_group": "role:moderators"}'`)
    const { state } = await listen(MEMBER)
    const groups = state['realm_user_groups'] as { id: number; name: string }[]
    const nameOf = (field: string) => groups.find((group) => group.id === state[field])?.name
    expect(nameOf('realm_can_delete_own_message_group')).toBe('role:moderators')
    expect(nameOf('realm_can_create_groups')).toBe('role:members')
    const rules = Object.entries(state).filter(([name]) => name.startsWith('realm_can_') && name.endsWith('_group'))
    expect(rules.length).toBeGreaterThan(8)
    for (const [name, value] of rules)
      expect(
        groups.map((group) => group.id),
        name,
      ).toContain(value)
  })

  test('keeps its word about what can be sent', async () => {
    const { call, listen } = await startChat()
    const { state } = await listen(MEMBER)
    const max = (name: string) => state[name] as number
    const stream = 's'.repeat(max('max_stream_name_length'))
    const subscribe = (name: string) =>
      call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name }] }).then(({ status }) => status)
    expect([await subscribe(stream), await subscribe(`${stream}s`)]).toEqual([200, 400])
    const send = (topic: string, content: string) =>
      call(MEMBER, 'POST', '/messages', { type: 'stream', to: stream, topic, content }).then(({ status }) => status)
    const [topic, content] = ['t'.repeat(max('max_topic_length')), 'c'.repeat(max('max_message_length'))]
    expect([await send(topic, content), await send(`${topic}t`, 'c'), await send('t', `${content}c`)]).toEqual([
      200, 400, 400,
    ])
    const create = async (password: string) => {
      const user = { email: 'new@acme.test', full_name: 'New', password }
      return (await call(OWNER, 'POST', '/users', user)).status
    }
    const password = 'kT7!mq2Z'.slice(0, max('password_min_length'))
    expect([await create(password.slice(1)), await create(password)]).toEqual([400, 200])
  })

  test('differs by what the caller may do', async () => {
    const { listen } = await startChat()
    const [owner, guest] = [(await listen(OWNER)).state, (await listen(GUEST)).state]
    const rights = ['is_owner', 'is_admin', 'is_guest', 'can_create_streams', 'can_subscribe_other_users']
    expect(rights.map((name) => owner[name])).toEqual([true, true, false, true, true])
    expect(rights.map((name) => guest[name])).toEqual([false, false, true, false, false])
  })

  test('lists direct conversations, the latest first, and nobody else’s', async () => {
    const { call, listen } = await startChat()
    const say = async (from: number, to: number[]) =>
      (await call(from, 'POST', '/messages', { type: 'direct', to, content: 'hi' })).json['id']
    const [, second, third] = [
      await say(MEMBER, [OTHER]),
      await say(GUEST, [MEMBER, OTHER]),
      await say(OTHER, [MEMBER]),
    ]
    await say(OWNER, [OTHER])
    const { state } = await listen(MEMBER)
    expect(state['recent_private_conversations']).toEqual([
      { max_message_id: third, user_ids: [OTHER] },
      { max_message_id: second, user_ids: [OTHER, GUEST] },
    ])
  })

  test('has personal settings in the form of the client’s time', async () => {
    const { listen } = await startChat()
    const fetch_event_types = ['user_settings', 'update_display_settings', 'update_global_notifications']
    const old = (await listen(MEMBER, { fetch_event_types })).state
    expect(old).toMatchObject({
      twenty_four_hour_time: true,
      enable_sounds: true,
      user_settings: { enable_sounds: true },
    })
    const client_capabilities = { user_settings_object: true }
    const modern = (await listen(MEMBER, { fetch_event_types, client_capabilities })).state
    expect(modern).toMatchObject({ user_settings: { timezone: '', presence_enabled: true } })
    expect(modern).not.toHaveProperty('enable_sounds')
  })
})

describe('a queue', () => {
  test('narrowed at /register gets the messages of its narrow and all other events', async () => {
    const { call, listen } = await startChat()
    const principals = [MEMBER, OTHER]
    await call(OTHER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }], principals })
    const narrow = (terms: string[][]) =>
      listen(MEMBER, { narrow: terms, event_types: ['message', 'update_message_flags'] })
    const queues = await Promise.all(
      [
        [['stream', 'OPEN']],
        [
          ['channel', 'open'],
          ['topic', 'lunch'],
        ],
        [['is', 'dm']],
        [['is', 'mentioned']],
        [['sender', 'u4@acme.test']],
      ].map(narrow),
    )
    const say = (to: unknown, topic: string, content: string, by = OTHER) =>
      call(by, 'POST', '/messages', { type: typeof to === 'string' ? 'stream' : 'direct', to, topic, content })
    await say('open', 'Lunch', 'a')
    await say('open', 'dinner', 'b @**User 3**')
    await say([MEMBER], '', 'c')
    const { json } = await say([OTHER], '', 'd', MEMBER)
    await call(MEMBER, 'POST', '/messages/flags', { messages: [json['id']], op: 'add', flag: 'starred' })
    const seen = []
    for (const queue of queues) {
      const events = await queue.events()
      expect(events.at(-1)?.type).toBe('update_message_flags')
      seen.push(events.flatMap(({ message }) => (message ? (message as { content: string }).content[0] : [])).join(''))
    }
    expect(seen).toEqual(['ab', 'a', 'cd', 'b', 'abc'])
  })

  test('cannot be narrowed by what its events do not tell', async () => {
    const { call } = await startChat()
    for (const term of [
      ['search', 'x'],
      ['is', 'followed'],
      ['constructor', 'x'],
      ['is', 'constructor'],
    ]) {
      const { status, json } = await call(MEMBER, 'POST', '/register', { narrow: [term] })
      expect([status, json['code']]).toEqual([400, 'BAD_NARROW'])
    }
  })

  test('tells deletions one by one to clients that know no lists', async () => {
    const { call, listen } = await startChat()
    const { json } = await call(OWNER, 'POST', '/messages', { type: 'direct', to: [MEMBER], content: 'oops' })
    const event_types = ['delete_message']
    const old = await listen(MEMBER, { event_types })
    const modern = await listen(MEMBER, { event_types, client_capabilities: { bulk_message_deletion: true } })
    await call(OWNER, 'DELETE', `/messages/${json['id'] as number}`)
    const [event] = await old.events()
    expect(event).toMatchObject({ message_id: json['id'], message_type: 'private' })
    expect(event).not.toHaveProperty('message_ids')
    expect(await modern.events()).toMatchObject([{ message_ids: [json['id']] }])
  })
})
