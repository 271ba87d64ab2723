import { ADMIN, GUEST, MEMBER, OTHER, OWNER } from '../features/chat-api.ts'

type Params = Readonly<Record<string, unknown>>
type Answers = ReadonlyMap<string, Params>

export interface ExampleCall {
  readonly operation: string
  /** Undefined: somebody who is not logged in. */
  readonly user: number | undefined
  readonly params: (answers: Answers) => Params
  readonly file?: { readonly name: string; readonly bytes: Buffer }
  /** Only brings about what another needs, which finds the answer under this name: the example is another call. */
  readonly preparation?: string
  /** What it comes to is a refusal. */
  readonly isRefused?: boolean
}

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const picture = { name: 'hearth.png', bytes: PICTURE }

const calls: ExampleCall[] = []
function call(
  user: number | undefined,
  operation: string,
  params: Params | ExampleCall['params'] = {},
  more = {},
): void {
  const given = typeof params === 'function' ? params : () => params
  calls.push({ operation, user, params: given, ...more })
}
/** A value out of an earlier answer. */
const of = (answers: Answers, operation: string, key: string) => answers.get(operation)?.[key]
const before = (preparation: string) => ({ preparation })
const png = { file: picture }
/** Without mail, without push notifications, and with no need of developers. */
const refused = { isRefused: true }

/**
 * The calls that the examples of the API's pages are recorded from, in an order in which each has what it needs. A new
 * endpoint gets a line; `HEARTH_RECORD=1 npx vitest run test/server/api-pages` writes the answers down.
 */
export function exampleCalls(): readonly ExampleCall[] {
  if (calls.length > 0) return calls
  channels()
  messages()
  files()
  people()
  organization()
  bots()
  endings()
  return calls
}

function channels(): void {
  const principals = [ADMIN, OTHER, GUEST]
  call(MEMBER, 'subscribe', { subscriptions: [{ name: 'kitchen', description: 'What we eat' }], principals })
  call(MEMBER, 'subscribe', { subscriptions: [{ name: 'kitchen' }, { name: 'attic' }] }, before('nothing'))
  call(MEMBER, 'get-streams', { include_public: true })
  call(MEMBER, 'get-stream-id', { stream: 'kitchen' })
  const stream_id = (a: Answers) => of(a, 'get-stream-id', 'stream_id')
  const at =
    (more: Params = {}) =>
    (a: Answers) => ({ stream_id: stream_id(a), ...more })
  call(MEMBER, 'get-stream-by-id', at())
  call(ADMIN, 'update-stream', at({ description: 'What we eat, and when' }))
  call(MEMBER, 'get-stream-email-address', at())
  call(MEMBER, 'get-subscribers', at())
  call(MEMBER, 'send-message', { type: 'stream', to: 'kitchen', topic: 'lunch', content: 'Soup is ready' })
  call(MEMBER, 'get-stream-topics', at())
  call(MEMBER, 'get-subscriptions')
  call(MEMBER, 'update-subscriptions', { add: [{ name: 'cellar' }], delete: ['attic'] })
  call(MEMBER, 'update-subscription-settings', (a) => ({
    subscription_data: [{ stream_id: stream_id(a), property: 'is_muted', value: false }],
  }))
  call(MEMBER, 'get-subscription-status', at({ user_id: MEMBER }))
  call(MEMBER, 'update-user-topic', at({ topic: 'lunch', visibility_policy: 3 }))
  call(MEMBER, 'mute-topic', { stream: 'kitchen', topic: 'dishes', op: 'add' })
  call(MEMBER, 'unsubscribe', { subscriptions: ['cellar'] })
  call(ADMIN, 'add-default-stream', at())
  call(ADMIN, 'remove-default-stream', at())
  const group = { group_name: 'house', description: 'All about the house', stream_names: ['kitchen'] }
  call(ADMIN, 'create-default-stream-group', group)
  call(ADMIN, 'update-default-stream-group', { group_id: 1, new_description: 'The house' })
  call(ADMIN, 'change-default-stream-group', { group_id: 1, op: 'add', stream_names: ['cellar'] })
  call(ADMIN, 'delete-default-stream-group', { group_id: 1 })
}

function messages(): void {
  const id =
    (more: Params = {}) =>
    (a: Answers) => ({ message_id: of(a, 'send-message', 'id'), ...more })
  const narrow = [{ operator: 'channel', operand: 'kitchen' }]
  call(MEMBER, 'get-messages', { anchor: 'newest', num_before: 20, num_after: 0, narrow })
  call(MEMBER, 'get-message', id())
  call(MEMBER, 'update-message', id({ content: 'Soup is **ready**' }))
  call(MEMBER, 'get-message-history', id())
  call(MEMBER, 'render-message', { content: 'Soup is **ready**' })
  call(MEMBER, 'check-messages-match-narrow', (a) => ({ msg_ids: [of(a, 'send-message', 'id')], narrow }))
  call(OTHER, 'add-reaction', id({ emoji_name: 'yum' }))
  call(OTHER, 'remove-reaction', id({ emoji_name: 'yum' }))
  call(OTHER, 'update-message-flags', (a) => ({ messages: [of(a, 'send-message', 'id')], op: 'add', flag: 'starred' }))
  const range = { anchor: 'newest', num_before: 10, num_after: 0, narrow, op: 'add', flag: 'read' }
  call(OTHER, 'update-message-flags-for-narrow', range)
  call(MEMBER, 'get-read-receipts', id())
  call(MEMBER, 'mark-all-as-read')
  call(MEMBER, 'mark-stream-as-read', (a) => ({ stream_id: of(a, 'get-stream-id', 'stream_id') }))
  call(MEMBER, 'mark-topic-as-read', (a) => ({ stream_id: of(a, 'get-stream-id', 'stream_id'), topic_name: 'lunch' }))
  call(
    MEMBER,
    'send-message',
    { type: 'direct', to: [OTHER], content: '/poll Where?\nhere\nthere' },
    before('send-message'),
  )
  const vote = JSON.stringify({ type: 'vote', key: 'canned,0', vote: 1 })
  call(OTHER, 'submessage', id({ msg_type: 'widget', content: vote }))
  call(MEMBER, 'register-queue', { event_types: ['message'], fetch_event_types: ['alert_words'] })
  call(MEMBER, 'send-message', { type: 'direct', to: [MEMBER], content: 'Remember the milk' }, before('send-message'))
  call(MEMBER, 'get-events', (a) => ({
    queue_id: of(a, 'register-queue', 'queue_id'),
    last_event_id: of(a, 'register-queue', 'last_event_id'),
  }))
  call(MEMBER, 'delete-queue', (a) => ({ queue_id: of(a, 'register-queue', 'queue_id') }))
  const draft = { type: 'stream', to: [1], topic: 'lunch', content: 'Who has the', timestamp: 1_700_000_000 }
  call(MEMBER, 'create-drafts', { drafts: [draft] })
  call(MEMBER, 'get-drafts')
  call(MEMBER, 'edit-draft', { draft_id: 1, draft: { ...draft, content: 'Who has the ladle?' } })
  call(MEMBER, 'delete-draft', { draft_id: 1 })
  call(MEMBER, 'create-saved-snippet', { title: 'Thanks', content: 'Thank you, that was good.' })
  call(MEMBER, 'get-saved-snippets')
  call(MEMBER, 'edit-saved-snippet', { saved_snippet_id: 1, title: 'Thank you' })
  call(MEMBER, 'delete-saved-snippet', { saved_snippet_id: 1 })
  const later = { scheduled_delivery_timestamp: 4_000_000_000 }
  call(MEMBER, 'create-scheduled-message', { type: 'direct', to: [OTHER], content: 'Still there?', ...later })
  call(MEMBER, 'get-scheduled-messages')
  call(MEMBER, 'update-scheduled-message', { scheduled_message_id: 1, content: 'Are you still there?' })
  call(MEMBER, 'delete-scheduled-message', { scheduled_message_id: 1 })
  call(MEMBER, 'set-typing-status', { op: 'start', to: [OTHER] })
}

function files(): void {
  call(MEMBER, 'upload-file', {}, png)
  call(MEMBER, 'get-file-temporary-url', (a) => {
    const [realm_id_str, folder, key, name] = String(of(a, 'upload-file', 'url'))
      .split('/')
      .slice(2)
    return { realm_id_str, folder, key, name }
  })
  call(MEMBER, 'get-attachments')
  call(MEMBER, 'remove-attachment', { attachment_id: 1 })
  call(ADMIN, 'upload-custom-emoji', { emoji_name: 'ladle' }, png)
  call(MEMBER, 'get-custom-emoji')
  call(ADMIN, 'deactivate-custom-emoji', { emoji_name: 'ladle' })
  call(MEMBER, 'upload-avatar', {}, png)
  call(MEMBER, 'delete-avatar')
  call(ADMIN, 'upload-realm-icon', {}, png)
  call(ADMIN, 'delete-realm-icon')
  call(ADMIN, 'upload-realm-logo', { night: false }, png)
  call(ADMIN, 'delete-realm-logo', { night: false })
}

function people(): void {
  call(MEMBER, 'get-users')
  call(MEMBER, 'get-own-user')
  call(MEMBER, 'get-user', { user_id_or_email: OTHER })
  const person = { email: 'new@acme.test', password: 'correct horse battery staple', full_name: 'Nora New' }
  call(OWNER, 'create-user', person)
  call(ADMIN, 'update-user', { user_id_or_email: OTHER, full_name: 'Oscar Other' })
  call(MEMBER, 'mute-user', { muted_user_id: OTHER })
  call(MEMBER, 'unmute-user', { muted_user_id: OTHER })
  call(MEMBER, 'update-presence', { status: 'active' })
  call(MEMBER, 'get-presence')
  call(MEMBER, 'get-user-presence', { user_id_or_email: MEMBER })
  call(MEMBER, 'update-status', { status_text: 'In the kitchen', emoji_name: 'stew' })
  call(OTHER, 'get-user-status', { user_id: MEMBER })
  call(MEMBER, 'add-alert-words', { alert_words: ['soup', 'pizza'] })
  call(MEMBER, 'get-alert-words')
  call(MEMBER, 'remove-alert-words', { alert_words: ['pizza'] })
  for (const operation of ['update-settings', 'update-display-settings', 'update-notification-settings']) {
    call(MEMBER, operation, { enable_sounds: false })
  }
  call(MEMBER, 'mark-onboarding-step-as-read', { onboarding_step: 'intro_inbox_view_modal' })
  call(MEMBER, 'create-user-group', { name: 'cooks', description: 'Who cooks', members: [MEMBER] })
  call(MEMBER, 'get-user-groups')
  const group =
    (more: Params = {}) =>
    (a: Answers) => ({ user_group_id: of(a, 'create-user-group', 'group_id'), ...more })
  call(MEMBER, 'update-user-group', group({ description: 'Who can cook' }))
  call(MEMBER, 'update-user-group-members', group({ add: [OTHER] }))
  call(MEMBER, 'create-user-group', { name: 'eaters', description: '', members: [OTHER] }, before('another group'))
  call(MEMBER, 'get-user-group-members', group())
  call(MEMBER, 'update-user-group-subgroups', (a) => group({ add: [of(a, 'another group', 'group_id')] })(a))
  call(MEMBER, 'get-user-group-subgroups', group())
  call(MEMBER, 'get-is-user-group-member', group({ user_id: OTHER }))
  call(MEMBER, 'deactivate-user-group', group())
}

function organization(): void {
  call(undefined, 'get-server-settings')
  call(ADMIN, 'update-realm', { name: 'Acme', description: 'We make things' })
  call(ADMIN, 'export-realm', {})
  call(ADMIN, 'get-realm-exports')
  call(ADMIN, 'get-realm-export-consents')
  call(ADMIN, 'delete-realm-export', { export_id: 1 }, refused)
  call(MEMBER, 'create-big-blue-button-video-call', { meeting_name: 'Lunch', voice_only: false }, refused)
  call(MEMBER, 'zcommand', { command: '/ping' })
  call(ADMIN, 'update-realm-user-settings-defaults', { enable_sounds: true })
  call(OWNER, 'add-realm-domain', { domain: 'acme.test', allow_subdomains: false })
  call(MEMBER, 'get-realm-domains')
  call(OWNER, 'change-realm-domain', { domain: 'acme.test', allow_subdomains: true })
  call(OWNER, 'remove-realm-domain', { domain: 'acme.test' })
  const linkifier = { pattern: '#(?P<id>[0-9]+)', url_template: 'https://issues.acme.test/{id}' }
  call(ADMIN, 'add-linkifier', linkifier)
  call(MEMBER, 'get-linkifiers')
  call(ADMIN, 'update-linkifier', { filter_id: 1, ...linkifier, pattern: 'T(?P<id>[0-9]+)' })
  call(ADMIN, 'reorder-linkifiers', { ordered_linkifier_ids: [1] })
  call(ADMIN, 'remove-linkifier', { filter_id: 1 })
  const playground = { pygments_language: 'Python', url_template: 'https://python.acme.test/{code}' }
  call(ADMIN, 'add-code-playground', { name: 'Try it', ...playground })
  call(ADMIN, 'remove-code-playground', { playground_id: 1 })
  call(ADMIN, 'create-custom-profile-field', { name: 'Phone', hint: 'With country code', field_type: 1 })
  call(MEMBER, 'get-custom-profile-fields')
  call(MEMBER, 'update-profile-data', { data: [{ id: 1, value: '+47 22 22 55 55' }] })
  call(MEMBER, 'remove-profile-data', { data: [1] })
  call(ADMIN, 'update-custom-profile-field', { field_id: 1, hint: 'Of your desk' })
  call(ADMIN, 'reorder-custom-profile-fields', { order: [1] })
  call(ADMIN, 'remove-custom-profile-field', { field_id: 1 })
  call(ADMIN, 'create-invite-link', { invite_as: 400, stream_ids: [1] })
  call(ADMIN, 'send-invites', { invitee_emails: 'fay@acme.test', invite_as: 400, stream_ids: [1] }, refused)
  call(ADMIN, 'get-invites')
  call(ADMIN, 'resend-email-invite', { invite_id: 2 }, refused)
  call(ADMIN, 'revoke-email-invite', { invite_id: 2 }, refused)
  const token = (a: Answers) =>
    String(of(a, 'create-invite-link', 'invite_link'))
      .split('/')
      .at(-1)
  call(undefined, 'get-join', (a) => ({ token: token(a) }))
  const guest = { full_name: 'Fay', email: 'fay@acme.test', password: 'correct horse battery staple' }
  call(undefined, 'join', (a) => ({ token: token(a), ...guest }))
  call(ADMIN, 'revoke-invite-link', { invite_id: 1 })
}

function bots(): void {
  const login = { username: 'new@acme.test', password: 'correct horse battery staple' }
  call(undefined, 'fetch-api-key', login)
  call(undefined, 'fetch-zuliprc', login)
  call(undefined, 'dev-fetch-api-key', { username: 'new@acme.test' }, refused)
  call(undefined, 'login', login)
  call(MEMBER, 'create-bot', { full_name: 'Kitchen bot', short_name: 'kitchen', bot_type: 1 })
  call(MEMBER, 'get-bots')
  const bot =
    (more: Params = {}) =>
    (a: Answers) => ({ bot_id: of(a, 'create-bot', 'user_id'), ...more })
  call(MEMBER, 'update-bot', bot({ full_name: 'Cook' }))
  call(MEMBER, 'get-bot-api-key', bot())
  call(MEMBER, 'get-bot-zuliprc', bot())
  call(MEMBER, 'regenerate-bot-api-key', bot())
  call(MEMBER, 'deactivate-bot', bot())
  call(MEMBER, 'update-bot-storage', { storage: { menu: 'soup' } })
  call(MEMBER, 'get-bot-storage', { keys: ['menu'] })
  call(MEMBER, 'remove-bot-storage', { keys: ['menu'] })
  call(MEMBER, 'add-apns-token', { token: '40ab'.repeat(16), appid: 'org.zulip.Zulip' })
  call(MEMBER, 'remove-apns-token', { token: '40ab'.repeat(16) })
  call(MEMBER, 'add-fcm-token', { token: 'android-token' })
  call(MEMBER, 'test-notify', {}, refused)
  call(MEMBER, 'remove-fcm-token', { token: 'android-token' })
}

function endings(): void {
  call(undefined, 'get-session', {})
  call(undefined, 'logout', {})
  call(ADMIN, 'send-message', { type: 'stream', to: 'kitchen', topic: 'lunch', content: 'x' }, before('send-message'))
  call(ADMIN, 'delete-message', (a) => ({ message_id: of(a, 'send-message', 'id') }))
  call(ADMIN, 'delete-topic', { stream_id: 1, topic_name: 'lunch' })
  call(ADMIN, 'archive-stream', { stream_id: 1 })
  call(ADMIN, 'deactivate-user', { user_id_or_email: OTHER })
  call(ADMIN, 'reactivate-user', { user_id: OTHER })
  call(GUEST, 'deactivate-own-user')
  call(MEMBER, 'regenerate-own-api-key')
  call(OWNER, 'deactivate-realm', { deactivation_reason: 'owner_request' })
}
