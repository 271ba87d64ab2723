import { expect, test } from 'vitest'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../server/features/chat-api.ts'
import { ask } from '../server/http/https-server.ts'

/** Which of these keys are missing; an `a.b` means b in a, in each element where a is a list, in each value after `*`. */
function missing(value: unknown, keys: readonly string[]): string[] {
  return keys.filter((key) => !has(value, key.split('.')))
}

function has(value: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return value !== undefined
  if (Array.isArray(value)) return value.length > 0 && value.every((element) => has(element, [key, ...rest]))
  if (typeof value !== 'object' || value === null) return false
  if (key === '*') return has(Object.values(value), rest)
  return key in value && has((value as Record<string, unknown>)[key], rest)
}

const words = (text: string) => text.trim().split(/\s+/)
const below = (parent: string, text: string) => words(text).map((key) => `${parent}.${key}`)

/** An organization in which each list that clients read has something in it. @returns ids */
async function furnish({ call, core, presences }: ChatApi) {
  const done = async (user: number, method: string, path: string, params: Record<string, unknown> = {}) => {
    const { status, json } = await call(user, method, path, params)
    expect(json, `${method} ${path}`).toMatchObject({ result: 'success' })
    expect(status).toBe(200)
    return json
  }
  const principals = [ADMIN, MEMBER, OTHER]
  await done(ADMIN, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }], principals })
  const { stream_id } = await done(ADMIN, 'GET', '/get_stream_id', { stream: 'open' })
  const say = async (params: Record<string, unknown>) => (await done(OTHER, 'POST', '/messages', params))['id']
  const topical = await say({ type: 'stream', to: 'open', topic: 't', content: '@**User 3** lunch https://a.test' })
  await say({ type: 'direct', to: [MEMBER], content: 'one' })
  await say({ type: 'direct', to: [MEMBER, ADMIN], content: 'two' })
  await done(ADMIN, 'POST', `/messages/${String(topical)}/reactions`, { emoji_name: 'octopus' })
  await done(MEMBER, 'POST', '/messages/flags', { messages: [topical], op: 'add', flag: 'starred' })
  await done(MEMBER, 'POST', '/users/me/alert_words', { alert_words: ['lunch'] })
  await done(MEMBER, 'POST', `/users/me/muted_users/${GUEST}`)
  await done(MEMBER, 'POST', '/user_topics', { stream_id, topic: 't', visibility_policy: 3 })
  await done(MEMBER, 'POST', '/saved_snippets', { title: 'hi', content: 'hello' })
  await done(MEMBER, 'POST', '/users/me/status', { status_text: 'busy', emoji_name: 'octopus' })
  await done(ADMIN, 'POST', '/realm/profile_fields', { name: 'Phone', field_type: 1, hint: 'with country' })
  await done(ADMIN, 'POST', '/user_groups/create', { name: 'cooks', description: 'who cooks', members: [MEMBER] })
  await done(OWNER, 'DELETE', `/users/${GUEST}`)
  await done(OTHER, 'POST', '/users/me/presence', { status: 'active' })
  await presences.flush()
  await core.log.look()
  return { stream_id: stream_id as number, topical: topical as number }
}

const USER =
  'user_id email full_name date_joined is_bot role timezone avatar_url delivery_email is_admin is_guest is_owner'
const STREAM = `stream_id name description rendered_description date_created first_message_id invite_only is_web_public
  history_public_to_subscribers message_retention_days stream_post_policy is_archived is_recently_active
  stream_weekly_traffic`
const TYPING = `server_typing_started_expiry_period_milliseconds server_typing_stopped_wait_period_milliseconds
  server_typing_started_wait_period_milliseconds`

test('every field that clients read is there', async () => {
  const chat = await startChat()
  const { topical } = await furnish(chat)

  // zulip-terminal's start
  const terminal = await chat.listen(MEMBER, {
    fetch_event_types: words(`realm presence subscription message starred_messages update_message_flags muted_topics
      realm_user realm_user_groups user_settings realm_emoji custom_profile_fields zulip_version`),
    client_gravatar: true,
    apply_markdown: true,
    include_subscribers: true,
  })
  expect(
    missing(terminal.state, [
      ...words(`presences realm_users cross_realm_bots subscriptions unread_msgs starred_messages muted_topics
        realm_user_groups user_settings realm_emoji realm_message_retention_days max_message_id user_id email full_name
        realm_name zulip_version queue_id last_event_id custom_profile_fields realm_allow_message_editing
        realm_allow_edit_history max_stream_name_length max_stream_description_length
        max_topic_length max_message_length server_presence_ping_interval_seconds
        server_presence_offline_threshold_seconds ${TYPING}`),
      ...below('subscriptions', `color pin_to_top is_muted desktop_notifications subscribers ${STREAM}`),
      ...below('unread_msgs', 'count streams pms huddles mentions'),
      ...below('unread_msgs.streams', 'stream_id topic unread_message_ids'),
      ...below('unread_msgs.pms', 'sender_id unread_message_ids'),
      ...below('unread_msgs.huddles', 'user_ids_string unread_message_ids'),
      ...below('realm_users', USER),
      ...below('presences.*.aggregated', 'status timestamp client'),
    ]),
  ).toEqual([])
  const page = { anchor: 0, use_first_unread_anchor: true, num_before: 30, num_after: 10, narrow: [['stream', 'open']] }
  const fetched = await chat.call(MEMBER, 'GET', '/messages', page)
  expect(
    missing(fetched.json, [
      ...words('anchor found_newest found_oldest found_anchor history_limited'),
      ...below(
        'messages',
        `id type subject display_recipient sender_id sender_email sender_full_name sender_realm_str avatar_url content
         content_type timestamp flags reactions submessages topic_links is_me_message client recipient_id stream_id`,
      ),
      ...below('messages.reactions', 'emoji_name emoji_code reaction_type user_id'),
    ]),
  ).toEqual([])

  // zulip-flutter's snapshot; the old mobile app reads a part of it
  const mobile = await chat.listen(MEMBER, {
    apply_markdown: true,
    slim_presence: true,
    client_gravatar: false,
    client_capabilities: {
      ...Object.fromEntries(
        words(`notification_settings_null bulk_message_deletion user_avatar_url_field_optional
          stream_typing_notifications user_settings_object include_deactivated_groups`).map((name) => [name, true]),
      ),
    },
  })
  expect(
    missing(mobile.state, [
      ...words(`queue_id last_event_id zulip_feature_level zulip_version zulip_merge_base alert_words
        custom_profile_fields max_stream_name_length max_topic_length server_presence_ping_interval_seconds
        server_presence_offline_threshold_seconds ${TYPING} muted_users presences realm_emoji realm_user_groups
        recent_private_conversations saved_snippets subscriptions unread_msgs starred_messages streams user_status
        user_settings user_topics realm_wildcard_mention_policy realm_mandatory_topics realm_name
        realm_waiting_period_threshold realm_message_content_edit_limit_seconds
        realm_message_content_delete_limit_seconds realm_allow_message_editing realm_enable_read_receipts
        realm_icon_url realm_presence_disabled realm_default_external_accounts max_file_upload_size_mib
        max_avatar_file_size_mib max_icon_file_size_mib max_logo_file_size_mib server_thumbnail_formats
        server_emoji_data_url event_queue_longpoll_timeout_seconds realm_users realm_non_active_users
        cross_realm_bots realm_url realm_uri is_admin is_owner is_moderator is_guest`),
      ...below('custom_profile_fields', 'id type order name hint field_data'),
      ...below('muted_users', 'id timestamp'),
      ...below('presences.*', 'active_timestamp'),
      ...below('realm_user_groups', 'id members direct_subgroup_ids name description is_system_group deactivated'),
      ...below('recent_private_conversations', 'max_message_id user_ids'),
      ...below('saved_snippets', 'id title content date_created'),
      ...below('streams', STREAM),
      ...below('subscriptions', `${STREAM} pin_to_top is_muted color desktop_notifications push_notifications`),
      ...below('user_status.*', 'status_text emoji_name emoji_code reaction_type'),
      ...below('user_settings', 'twenty_four_hour_time display_emoji_reaction_users emojiset presence_enabled'),
      ...below('user_topics', 'stream_id topic_name last_updated visibility_policy'),
      ...below('unread_msgs', 'count pms streams huddles mentions old_unreads_missing'),
      'unread_msgs.pms.other_user_id',
      ...below('realm_default_external_accounts.*', 'name text hint url_pattern'),
      ...below('realm_users', `${USER} avatar_version profile_data is_active`),
      ...below('realm_non_active_users', USER),
    ]),
  ).toEqual([])
  const { color } = (mobile.state['subscriptions'] as { color: string }[])[0] ?? {}
  expect(color).toMatch(/^#[0-9a-f]{6}$/)

  // what each asks before it has an account, also with one, and as python-zulip-api asserts
  for (const headers of [{}, chat.headers(MEMBER)]) {
    const settings = await ask(chat, '/api/v1/server_settings', { headers })
    expect(
      missing(
        settings.json,
        words(`authentication_methods external_authentication_methods zulip_feature_level zulip_version
          zulip_merge_base push_notifications_enabled is_incompatible email_auth_enabled
          require_email_format_usernames realm_uri realm_url realm_name realm_icon realm_description
          realm_web_public_access_enabled`),
      ),
    ).toEqual([])
  }

  // events
  await chat.call(OTHER, 'PATCH', `/messages/${topical}`, { content: 'edited' })
  await chat.call(OTHER, 'POST', '/messages', { type: 'stream', to: 'open', topic: 't', content: 'new' })
  await chat.call(ADMIN, 'DELETE', `/messages/${topical}/reactions`, { emoji_name: 'octopus' })
  await chat.call(OTHER, 'POST', '/typing', { op: 'start', to: [MEMBER] })
  const events = await mobile.events()
  const only = (type: string) => events.filter((event) => event.type === type)
  expect([
    ...missing(only('message'), ['flags', 'message.id', 'message.stream_id', 'message.subject', 'message.content']),
    ...missing(only('update_message'), words('message_id message_ids user_id edit_timestamp rendered_content content')),
    ...missing(only('reaction'), words('op message_id user_id emoji_name emoji_code reaction_type')),
    ...missing(only('typing'), words('op sender.user_id recipients.user_id message_type')),
  ]).toEqual([])
})

test('the methods of python-zulip-api get what they ask for', async () => {
  const chat = await startChat()
  const { stream_id, topical } = await furnish(chat)
  const made = await chat.call(MEMBER, 'POST', '/bots', { full_name: 'Helper', short_name: 'helper', bot_type: 1 })
  expect(made.json).toMatchObject({ api_key: expect.any(String) as string })
  const profile = (await chat.call(MEMBER, 'GET', '/users/me')).json
  expect(missing(profile, words('user_id email full_name is_admin is_bot role avatar_url timezone'))).toEqual([])
  const calls: [string, string, Record<string, unknown>, string][] = [
    ['GET', '/messages', { anchor: 'newest', num_before: 5, num_after: 0, narrow: [] }, 'messages'],
    ['GET', `/messages/${topical}/history`, {}, 'message_history'],
    ['GET', `/messages/${topical}`, {}, 'raw_content'],
    [
      'GET',
      '/messages/matches_narrow',
      { msg_ids: [topical], narrow: [{ operator: 'has', operand: 'link' }] },
      'messages',
    ],
    ['POST', '/messages/render', { content: 'x' }, 'rendered'],
    ['POST', '/messages/flags', { messages: [topical], op: 'remove', flag: 'starred' }, 'messages'],
    ['POST', `/messages/${topical}/reactions`, { message_id: topical, emoji_name: 'tada' }, 'result'],
    ['DELETE', `/messages/${topical}/reactions`, { message_id: topical, emoji_name: 'tada' }, 'result'],
    ['POST', '/mark_all_as_read', {}, 'result'],
    ['POST', '/mark_stream_as_read', { stream_id }, 'result'],
    ['POST', '/mark_topic_as_read', { stream_id, topic_name: 't' }, 'result'],
    ['GET', '/attachments', {}, 'attachments'],
    ['GET', '/realm/emoji', {}, 'emoji'],
    ['GET', '/realm/linkifiers', {}, 'linkifiers'],
    ['GET', '/realm/profile_fields', {}, 'custom_fields'],
    ['GET', '/users', { client_gravatar: true, include_custom_profile_fields: true }, 'members'],
    ['GET', `/users/${OTHER}`, {}, 'user'],
    ['GET', '/users/u4@acme.test', {}, 'user'],
    ['GET', '/users/u4@acme.test/presence', {}, 'presence'],
    ['GET', '/realm/presence', {}, 'presences'],
    ['POST', '/users/me/presence', { status: 'active', ping_only: false, new_user_input: true }, 'presences'],
    ['GET', '/streams', { include_public: true }, 'streams'],
    ['GET', '/get_stream_id?stream=open', {}, 'stream_id'],
    ['GET', `/streams/${stream_id}/members`, { stream: 'open' }, 'subscribers'],
    ['GET', `/streams/${stream_id}/email_address`, {}, 'email'],
    ['GET', `/users/me/${stream_id}/topics`, {}, 'topics'],
    ['GET', `/users/${MEMBER}/subscriptions/${stream_id}`, {}, 'is_subscribed'],
    ['GET', '/users/me/subscriptions', {}, 'subscriptions'],
    ['POST', '/users/me/subscriptions', { subscriptions: [{ name: 'two', description: 'x' }] }, 'subscribed'],
    ['PATCH', '/users/me/subscriptions', { add: [{ name: 'three' }], delete: ['two'] }, 'subscribed'],
    ['DELETE', '/users/me/subscriptions', { subscriptions: ['three'], principals: [MEMBER] }, 'removed'],
    [
      'POST',
      '/users/me/subscriptions/properties',
      { subscription_data: [{ stream_id, property: 'pin_to_top', value: true }] },
      'result',
    ],
    ['PATCH', '/users/me/subscriptions/muted_topics', { stream: 'open', topic: 'u', op: 'add' }, 'result'],
    ['GET', '/users/me/alert_words', {}, 'alert_words'],
    ['DELETE', '/users/me/alert_words', { alert_words: ['lunch'] }, 'alert_words'],
    ['PATCH', '/settings/notifications', { enable_offline_push_notifications: true }, 'result'],
    ['GET', '/user_groups', {}, 'user_groups'],
    ['POST', '/typing', { op: 'start', to: [OTHER] }, 'result'],
    ['POST', '/users/me/muted_users/1', {}, 'result'],
    ['DELETE', '/users/me/muted_users/1', {}, 'result'],
  ]
  for (const [method, path, params, field] of calls) {
    const { status, json } = await chat.call(MEMBER, method, path, params)
    expect(json, `${method} ${path}`).toMatchObject({
      result: 'success',
      msg: '',
      [field]: expect.anything() as unknown,
    })
    expect(status).toBe(200)
    expect(json['ignored_parameters_unsupported'] ?? [], path).not.toContain(field)
  }

  // bots: storage, and the words by which older versions know that their queue is gone
  const { api_key: key } = made.json as { api_key: string }
  const bot = { authorization: `Basic ${Buffer.from(`helper-bot@chat.acme.test:${key}`).toString('base64')}` }
  const store = await ask(chat, '/api/v1/bot_storage', { method: 'PUT', form: { storage: '{"a": "1"}' }, headers: bot })
  expect(store.json).toMatchObject({ result: 'success' })
  expect((await ask(chat, '/api/v1/bot_storage', { headers: bot })).json).toMatchObject({ storage: { a: '1' } })
  const gone = await chat.call(MEMBER, 'GET', '/events', { queue_id: '9:gone', last_event_id: -1 })
  expect(gone.json).toMatchObject({
    code: 'BAD_EVENT_QUEUE_ID',
    msg: expect.stringMatching(/^Bad event queue id:/i) as string,
  })
})
