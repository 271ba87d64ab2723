/** What an outsider must not look at, by id. */
export interface Secrets {
  readonly stream: number
  readonly message: number
  readonly direct: number
  readonly member: number
}

/**
 * Something for each parameter, aimed at the secrets: who may not know of them asks for them by id all the same. None of it
 * has a canary's text, since answers may repeat what they were asked for. What is not listed is left out.
 */
export function aims(s: Secrets): readonly Values[] {
  const base = aim(s)
  return [
    base,
    { ...base, anchor: String(s.direct), message_id: s.direct, narrow: [] },
    { message_ids: [s.message, s.direct], message_id: s.direct, narrow: [{ operator: 'search', operand: 'canary' }] },
    { ...base, narrow: [{ operator: 'with', operand: s.direct }] },
  ]
}

type Values = Readonly<Record<string, string | number | readonly unknown[] | undefined>>

function aim(s: Secrets): Values {
  return {
    anchor: String(s.message),
    channel_id: s.stream,
    content: 'harmless',
    delta: [],
    email: 'u3@acme.test',
    emoji_name: 'octopus',
    event_types: ['message'],
    flag: 'starred',
    full_name: 'Harmless',
    message_id: s.message,
    messages: [s.message, s.direct],
    msg_ids: [s.message, s.direct],
    msg_type: 'widget',
    name: 'harmless',
    narrow: [
      { operator: 'channels', operand: 'public' },
      { operator: 'search', operand: 'canary' },
    ],
    new_topic: 'harmless',
    num_after: 10,
    num_before: 10,
    op: 'add',
    principals: [s.member],
    status: 'active',
    stream: 'harmless',
    stream_id: s.stream,
    stream_ids: [s.stream],
    subscriptions: [{ name: 'harmless' }],
    to: [s.member],
    topic: 'harmless',
    topic_name: 'harmless',
    type: 'direct',
    user_id: s.member,
    user_id_or_email: s.member,
    visibility_policy: 1,
  }
}

/** These would end the caller's account, key or session, or the organization; other tests say who may do so. */
export const APART: ReadonlySet<string> = new Set([
  'deactivate-own-user',
  'deactivate-realm',
  'deactivate-user',
  'delete-queue',
  'get-events',
  'logout',
  'regenerate-api-key',
  'regenerate-own-api-key',
])
