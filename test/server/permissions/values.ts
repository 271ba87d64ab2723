/** What an outsider must not look at, by id or address. */
export interface Secrets {
  readonly stream: number
  readonly message: number
  readonly direct: number
  readonly member: number
  /** Who shows nobody their address. */
  readonly hidden: number
  /** Of a file that was shared in the private stream: the parts of its address. */
  readonly file: readonly string[]
}

/**
 * Something for each parameter, aimed at the secrets: who may not know of them asks for them by id all the same. None of it
 * has a canary's text, since answers may repeat what they were asked for. What is not listed is left out.
 */
export function aims(s: Secrets): readonly Values[] {
  const base = aim(s)
  return [
    base,
    {
      ...base,
      anchor: String(s.direct),
      message_id: s.direct,
      narrow: [],
      user_id: s.hidden,
      user_id_or_email: s.hidden,
    },
    { message_ids: [s.message, s.direct], message_id: s.direct, narrow: [{ operator: 'search', operand: 'canary' }] },
    { ...base, narrow: [{ operator: 'with', operand: s.direct }] },
  ]
}

export type Values = Readonly<Record<string, string | number | readonly unknown[] | undefined>>

function aim(s: Secrets): Values {
  const [realm_id_str, folder, key, name] = s.file
  return {
    anchor: String(s.message),
    channel_id: s.stream,
    content: 'harmless',
    delta: [],
    email: 'u3@acme.test',
    emoji_name: 'octopus',
    event_types: ['message'],
    file: '1.png',
    flag: 'starred',
    folder,
    format: '840x560.webp',
    full_name: 'Harmless',
    key,
    message_id: s.message,
    messages: [s.message, s.direct],
    msg_ids: [s.message, s.direct],
    msg_type: 'widget',
    name: name ?? 'harmless',
    narrow: [
      { operator: 'channels', operand: 'public' },
      { operator: 'search', operand: 'canary' },
    ],
    new_topic: 'harmless',
    num_after: 10,
    num_before: 10,
    op: 'add',
    principals: [s.member],
    realm: realm_id_str,
    realm_id_str,
    status: 'active',
    stream: 'harmless',
    stream_id: s.stream,
    stream_ids: [s.stream],
    subscriptions: [{ name: 'harmless' }],
    to: [s.member],
    token: 'harmless',
    topic: 'harmless',
    topic_name: 'harmless',
    type: 'direct',
    user: s.hidden,
    user_id: s.member,
    user_id_or_email: s.member,
    visibility_policy: 1,
  }
}

/** These would end the caller's account, key or session, or the organization; other tests say who may do so. */
export const APART: ReadonlySet<string> = new Set([
  'archive-stream',
  'deactivate-own-user',
  'deactivate-realm',
  'deactivate-user',
  'delete-queue',
  'get-events',
  'logout',
  'regenerate-api-key',
  'regenerate-own-api-key',
])

/** What is served beside the contract's endpoints. A new address gets a line here, and with it is asked by everybody. */
export const OTHER_ADDRESSES: ReadonlySet<string> = new Set([
  '/health/live',
  '/health/ready',
  '/avatar/:user',
  '/avatar/:user/medium',
  '/static/emoji/emoji_api.json',
  '/calls/bigbluebutton/join',
  '/external_content/:proof/*',
  '/static/images/loading/loader-black.svg',
  '/user_avatars/1/emoji/images/:file',
  '/user_avatars/exports/1/:key/:name',
  '/user_avatars/1/realm/icon.png',
  '/user_avatars/1/realm/logo.png',
  '/user_avatars/1/realm/night_logo.png',
  '/user_uploads/:realm/:folder/:key/:name',
  '/user_uploads/download/:realm/:folder/:key/:name',
  '/user_uploads/temporary/:token/:name',
  '/user_uploads/thumbnail/:realm/:folder/:key/:name/:format',
  ...['/api/v1', '/json'].flatMap((prefix) => [`${prefix}/tus`, `${prefix}/tus/`, `${prefix}/tus/:key`]),
])
