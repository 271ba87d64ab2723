import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER } from '../../chat-api.ts'

/** What narrows can name. */
export interface Past {
  readonly ids: readonly number[]
  readonly streams: ReadonlyMap<string, number>
  /** More of it, which the search index does not have yet. */
  goOn(): Promise<void>
}

export const TOPICS = ['lunch', 'Dinner', '✔ done', 'apple']
export const WORDS = ['apple', 'plum', 'pear']
const PEOPLE = [OWNER, ADMIN, MEMBER, OTHER, GUEST]
const TEXTS = [
  ...WORDS,
  'https://example.org',
  '@**all**',
  '@**topic**',
  '@**User 4** hi',
  '@**User 3**',
  '@*cooks* apple',
]
const TEXT = (n: number) => `${TEXTS[n % TEXTS.length]} ${n}`

/** An organization's mixed past: everything that decides who may read a message, and what it is to each of them. */
export async function makePast(chat: ChatApi, from: number): Promise<Past> {
  let seed = from
  const draw = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % below
  }
  const pick = <T>(list: readonly T[]): T => list[draw(list.length)] as T
  const { call } = chat
  const create = (name: string, principals: number[], more: object) =>
    call(OWNER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name }], principals, ...more })
  await create('open', [MEMBER, OTHER, GUEST], {})
  await create('seldom', [MEMBER], {})
  await create('secret', [MEMBER, OTHER], { invite_only: true, history_public_to_subscribers: true })
  await create('guarded', [MEMBER, GUEST], { invite_only: true, history_public_to_subscribers: false })
  await create('over', [MEMBER, OTHER], {})
  const rows = await chat.core.db.query<{ id: number; name: string }>('select id, name from stream')
  const streams = new Map(rows.map(({ id, name }) => [name, id]))
  const members = [MEMBER, OTHER, GUEST]
  await call(OWNER, 'POST', '/user_groups/create', { name: 'cooks', description: '', members })
  await call(OTHER, 'POST', '/users/me/alert_words', { alert_words: ['plum'] })
  const ids: number[] = []
  const names = [...streams.keys()]
  const send = async () => {
    const n = draw(1_000)
    const to = draw(4) === 0 ? [pick(PEOPLE), ...(draw(3) === 0 ? [pick(PEOPLE)] : [])] : pick(names)
    const params = typeof to === 'string' ? { type: 'stream', to, topic: pick(TOPICS) } : { type: 'direct', to }
    const { json } = await call(pick(PEOPLE), 'POST', '/messages', {
      ...params,
      content: TEXT(n),
      read_by_sender: n % 3 > 0,
    })
    if (typeof json['id'] === 'number') ids.push(json['id'])
  }
  const stream = () => streams.get(pick(names)) ?? 0
  const steps = [
    () =>
      call(pick(PEOPLE), 'POST', '/messages/flags', { messages: [pick(ids), pick(ids)], op: 'add', flag: 'starred' }),
    () =>
      call(pick(PEOPLE), 'POST', '/messages/flags', {
        messages: [pick(ids), pick(ids), pick(ids)],
        op: 'add',
        flag: 'read',
      }),
    () => call(pick(PEOPLE), 'POST', '/messages/flags', { messages: [pick(ids)], op: 'remove', flag: 'read' }),
    () => call(pick(PEOPLE), 'POST', `/messages/${pick(ids)}/reactions`, { emoji_name: 'octopus' }),
    () =>
      call(OWNER, 'PATCH', `/messages/${pick(ids)}`, {
        stream_id: stream(),
        topic: pick(TOPICS),
        propagate_mode: pick(['change_one', 'change_later', 'change_all']),
        send_notification_to_old_thread: false,
        send_notification_to_new_thread: false,
      }),
    () => call(OWNER, 'DELETE', `/messages/${pick(ids)}`),
    () => call(pick(PEOPLE), 'PATCH', `/messages/${pick(ids)}`, { content: TEXT(draw(1_000)) }),
    () => call(pick([MEMBER, OTHER]), 'DELETE', '/users/me/subscriptions', { subscriptions: [pick(names)] }),
    () =>
      call(OWNER, 'POST', '/users/me/subscriptions', {
        subscriptions: [{ name: pick(names) }],
        principals: [pick(PEOPLE)],
      }),
    () =>
      call(pick(PEOPLE), 'POST', '/user_topics', {
        stream_id: stream(),
        topic: pick(TOPICS),
        visibility_policy: draw(4),
      }),
    () =>
      call(pick(PEOPLE), 'POST', '/users/me/subscriptions/properties', {
        subscription_data: [{ stream_id: stream(), property: 'is_muted', value: draw(3) === 0 }],
      }),
    () => (draw(3) > 0 ? send() : call(pick([MEMBER, OTHER]), 'POST', `/users/me/muted_users/${pick(PEOPLE)}`)),
    () => call(pick([MEMBER, OTHER]), 'DELETE', `/users/me/muted_users/${pick(PEOPLE)}`),
  ] as const
  const live = async (rounds: number) => {
    for (let i = 0; i < rounds; i++) {
      await send()
      if (i > 10 && draw(2) === 0) await pick(steps)()
    }
  }
  await live(70)
  return {
    ids,
    streams,
    async goOn() {
      // Farther from each other than a page looks at first.
      const [row] = await chat.core.db.query<{ gap: number }>(
        `select old.gap, setval('message_id_seq', old.gap + 30000) from (select last_value as gap from message_id_seq) old`,
      )
      await live(40)
      await call(OWNER, 'DELETE', `/streams/${streams.get('over')}`)
      // In more pieces than are walked through, none of which is any message's.
      await chat.core.db.query(
        `update read_state set unread = unread - int8multirange(int8range($1, $2))
           + (select range_agg(int8range(id, id + 1)) from generate_series($1, $2, 2) id)
         where recipient_id = $3 and from_id <= $1 and (to_id is null or to_id > $2)`,
        [(row?.gap ?? 0) + 100, (row?.gap ?? 0) + 3_100, streams.get('open')],
      )
    },
  }
}
