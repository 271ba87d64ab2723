import { expect, test } from 'vitest'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

type Term = readonly [operator: string, operand: unknown, negated?: boolean]

async function fetch(chat: ChatApi, user: number, ...terms: Term[]): Promise<unknown> {
  const narrow = terms.map(([operator, operand, negated]) => ({ operator, operand, ...(negated && { negated }) }))
  const { json } = await chat.call(user, 'GET', '/messages', { anchor: 'newest', num_before: 50, num_after: 0, narrow })
  return json['code'] ?? (json['messages'] as { id: number }[]).map(({ id }) => id)
}

test('every operator finds what it says, and with a minus the rest', async () => {
  const chat = await startChat()
  const subscribe = (name: string, principals: number[]) =>
    chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name }], principals })
  await subscribe('open', [MEMBER, OTHER])
  await subscribe('other', [MEMBER])
  const send = async (user: number, params: Record<string, unknown>) =>
    (await chat.call(user, 'POST', '/messages', { ...params, client: 'website' })).json['id'] as number
  const inOpen = { type: 'stream', to: 'open', topic: 'lunch' }
  const link = await send(MEMBER, { ...inOpen, content: 'https://example.org' })
  const done = await send(OTHER, { ...inOpen, topic: '✔ done', content: 'x' })
  const all = await send(MEMBER, { ...inOpen, content: '@**all** hi' })
  const elsewhere = await send(MEMBER, { type: 'stream', to: 'other', topic: 'lunch', content: 'x' })
  const direct = await send(MEMBER, { type: 'direct', to: [OTHER], content: 'x' })
  const three = await send(OWNER, { type: 'direct', to: [OTHER, MEMBER], content: 'x' })
  await chat.call(OTHER, 'POST', `/messages/${link}/reactions`, { emoji_name: 'octopus' })
  await chat.call(OTHER, 'POST', '/messages/flags', { messages: [link], op: 'add', flag: 'starred' })
  await chat.call(OTHER, 'POST', '/messages/flags', { messages: [link, all], op: 'add', flag: 'read' })
  const mine = [link, done, all, direct, three]
  const expected: [Term[], unknown][] = [
    [[], mine],
    [[['channel', 'open']], [link, done, all]],
    [[['stream', 'open', true]], [direct, three]],
    [[['stream', 'other']], [elsewhere]],
    [[['channels', 'public']], [link, done, all, elsewhere]],
    [[['streams', 'public', true]], [direct, three]],
    [[['channels', 'web-public']], []],
    // In two channels at once there is nothing, whichever comes first.
    [
      [
        ['channel', 'open'],
        ['channel', 'other'],
      ],
      [],
    ],
    [
      [
        ['channels', 'public'],
        ['channel', 'other'],
      ],
      [elsewhere],
    ],
    [
      [
        ['channel', 'other'],
        ['channels', 'public'],
      ],
      [elsewhere],
    ],
    [[['topic', 'LUNCH']], [link, all]],
    [[['subject', 'lunch', true]], [done, direct, three]],
    [[['sender', MEMBER]], [link, all, direct]],
    [[['from', 'me']], [done]],
    [[['sender', `u${OWNER}@acme.test`]], [three]],
    [[['dm', [MEMBER]]], [direct]],
    [[['pm-with', `u${MEMBER}@acme.test`]], [direct]],
    // Who never wrote to each other have no conversation, and all there is lies beside it.
    [[['dm', [GUEST]]], []],
    [[['dm', [GUEST], true]], mine],
    [[['dm-including', MEMBER]], [direct, three]],
    [[['group-pm-with', MEMBER]], [three]],
    [[['dm-including', [MEMBER, OWNER]]], [three]],
    [[['is', 'dm']], [direct, three]],
    [[['is', 'starred']], [link]],
    [[['is', 'unread']], [direct, three]],
    [[['is', 'mentioned']], [all]],
    [[['is', 'alerted']], []],
    [[['is', 'resolved']], [done]],
    // Who begins a topic follows it.
    [[['is', 'followed']], [done]],
    [[['is', 'muted', true]], mine],
    [[['has', 'link']], [link]],
    [[['has', 'reaction', true]], [done, all, direct, three]],
    [[['has', 'image']], []],
    [[['has', 'attachment']], []],
    [[['in', 'home']], mine],
    [[['in', 'all']], mine],
    [[['near', link]], mine],
    [[['id', done]], [done]],
    [[['with', link]], [link, all]],
    [[['with', three]], [three]],
    [
      [
        ['channel', 'other'],
        ['topic', 'x'],
        ['with', link],
      ],
      [link, all],
    ],
    [
      [
        ['channel', 'open'],
        ['topic', 'lunch'],
        ['with', 999_999],
      ],
      [link, all],
    ],
  ]
  const check = async (wanted: typeof expected) => {
    for (const [terms, found] of wanted) {
      expect(await fetch(chat, OTHER, ...terms), JSON.stringify(terms)).toEqual(found)
    }
  }
  await check(expected)

  const [stream] = await chat.core.db.query<{ id: number }>("select id from stream where name = 'open'")
  const wish = (topic: string, visibility_policy: number) =>
    chat.call(OTHER, 'POST', '/user_topics', { stream_id: stream?.id, topic, visibility_policy })
  await wish('Lunch', 3)
  await wish('✔ done', 1)
  // What one is told of by its flags, topics and words is still where it is looked for, and no more than that.
  await check([
    [[['is', 'followed']], [link, all]],
    [[['is', 'muted']], [done]],
    [
      [
        ['is', 'muted'],
        ['is', 'followed'],
      ],
      [],
    ],
    [[['in', 'home']], [link, all, direct, three]],
    [
      [
        ['channel', 'open'],
        ['is', 'starred'],
      ],
      [link],
    ],
    [
      [
        ['channel', 'open'],
        ['is', 'dm'],
      ],
      [],
    ],
    [
      [
        ['is', 'dm'],
        ['channel', 'open'],
      ],
      [],
    ],
    [
      [
        ['channel', 'open'],
        ['is', 'unread'],
      ],
      [],
    ],
    [
      [
        ['is', 'unread'],
        ['is', 'dm'],
        ['sender', OWNER],
      ],
      [three],
    ],
    [
      [
        ['is', 'starred'],
        ['is', 'unread'],
      ],
      [],
    ],
    [
      [
        ['is', 'mentioned'],
        ['topic', 'lunch'],
      ],
      [all],
    ],
    [
      [
        ['topic', 'lunch'],
        ['is', 'dm', true],
        ['has', 'link', true],
      ],
      [all],
    ],
    [
      [
        ['search', 'hi'],
        ['is', 'mentioned'],
      ],
      [all],
    ],
    [
      [
        ['search', 'x'],
        ['is', 'unread'],
      ],
      [direct, three],
    ],
  ])
})

test('what is no operator, or names nothing, is a BAD_NARROW', async () => {
  const chat = await startChat()
  const wrong: Term[] = [
    ['nonsense', 'x'],
    ['__proto__', 'x'],
    ['is', 'nonsense'],
    ['has', 'constructor'],
    ['in', 'x'],
    ['channel', 'nowhere'],
    ['channels', 'private'],
    ['sender', 'nobody@acme.test'],
    ['dm', [99]],
    ['id', 'x'],
    ['with', 'x'],
    ['with', 999_999],
  ]
  for (const term of wrong) expect(await fetch(chat, MEMBER, term), JSON.stringify(term)).toBe('BAD_NARROW')
})

test('no operator leads a guest or an outsider to a message of others', async () => {
  const chat = await startChat()
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }] })
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'secret' }], invite_only: true })
  const ids: number[] = []
  for (const to of ['open', 'secret']) {
    const { json } = await chat.call(MEMBER, 'POST', '/messages', {
      type: 'stream',
      to,
      topic: 't',
      content: 'https://x.test',
    })
    ids.push(json['id'] as number)
  }
  const terms: Term[] = [
    ['channels', 'public'],
    ['has', 'link'],
    ['sender', MEMBER],
    ['topic', 't'],
    ['in', 'all'],
  ]
  for (const term of terms) expect(await fetch(chat, GUEST, term), JSON.stringify(term)).toEqual([])
  for (const id of ids) {
    expect(await fetch(chat, GUEST, ['id', id])).toEqual([])
    expect(await fetch(chat, GUEST, ['with', id])).toBe('BAD_NARROW')
  }
  expect(await fetch(chat, OTHER, ['with', ids[1] ?? 0])).toBe('BAD_NARROW')
  expect(await fetch(chat, OTHER, ['channels', 'public'])).toEqual([ids[0]])
})

test('what was said in a channel is found by its narrow, and by channels:public, when it is archived, too', async () => {
  const chat = await startChat()
  const add = (to: string, more = {}) =>
    chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: to }], ...more })
  const say = async (to: string) =>
    (await chat.call(MEMBER, 'POST', '/messages', { type: 'stream', to, topic: 't', content: 'x' })).json[
      'id'
    ] as number
  await add('closed')
  await add('secret', { invite_only: true })
  const [closed, secret] = [await say('closed'), await say('secret')]
  const { json } = await chat.call(MEMBER, 'GET', '/get_stream_id', { stream: 'closed' })
  expect((await chat.call(ADMIN, 'DELETE', `/streams/${json['stream_id']}`)).status).toBe(200)
  expect((await chat.call(OTHER, 'GET', `/messages/${closed}`)).status, 'the premise').toBe(200)
  expect(await fetch(chat, OTHER, ['channels', 'public'])).toEqual([closed])
  expect(await fetch(chat, GUEST, ['channels', 'public'])).toEqual([])
  expect(await fetch(chat, MEMBER, ['channels', 'public'])).toEqual([closed])
  expect(await fetch(chat, MEMBER, ['channels', 'public', true])).toEqual([secret])
  for (const named of ['closed', json['stream_id']]) {
    expect(await fetch(chat, OTHER, ['channel', named])).toEqual([closed])
    expect(await fetch(chat, GUEST, ['channel', named])).toBe('BAD_NARROW')
  }
  await add('closed')
  const again = await say('closed')
  expect(await fetch(chat, OTHER, ['channel', 'closed']), 'the name is the new one’s').toEqual([again])
  expect(await fetch(chat, OTHER, ['channel', json['stream_id']])).toEqual([closed])
})
