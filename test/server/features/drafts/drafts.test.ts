import { describe, expect, test } from 'vitest'
import { type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const NOTE = { type: '', to: [] as number[], topic: '', content: 'buy milk', timestamp: 100 }

async function createDraft({ call }: ChatApi, user: number, draft: object = NOTE): Promise<string> {
  const { json } = await call(user, 'POST', '/drafts', { drafts: [draft] })
  return `/drafts/${(json['ids'] as number[])[0]}`
}

async function createStreams({ call }: ChatApi): Promise<{ open: number; secret: number }> {
  const make = async (name: string, params: Record<string, unknown>) => {
    await call(OWNER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name }], ...params })
    const { json } = await call(OWNER, 'GET', '/users/me/subscriptions')
    return (json['subscriptions'] as { name: string; stream_id: number }[]).find((s) => s.name === name)?.stream_id ?? 0
  }
  return {
    open: await make('open', { principals: [OWNER, GUEST] }),
    secret: await make('secret', { invite_only: true }),
  }
}

describe('drafts', () => {
  test('are kept, changed and dropped on all clients of their writer, and on nobody else’s', async () => {
    const chat = await startChat()
    const { call } = chat
    const { open } = await createStreams(chat)
    const mine = await chat.listen(MEMBER, { event_types: ['drafts'] })
    const others = await chat.listen(OTHER, { event_types: ['drafts'] })
    expect(mine.state['drafts']).toEqual([])
    const stream = { type: 'stream', to: [open], topic: 'lunch', content: 'soup', timestamp: 300 }
    const direct = { type: 'private', to: [GUEST, MEMBER, OTHER], topic: 'ignored', content: 'psst', timestamp: 200 }
    const { json } = await call(MEMBER, 'POST', '/drafts', { drafts: [NOTE, stream, direct] })
    const [a, b, c] = json['ids'] as number[]
    const kept = { id: c, type: 'private', to: [OTHER, GUEST], topic: '', content: 'psst', timestamp: 200 }
    const all = await call(MEMBER, 'GET', '/drafts')
    expect(all.json).toMatchObject({ count: 3, drafts: [{ ...stream, id: b }, kept, { ...NOTE, id: a }] })
    await call(MEMBER, 'PATCH', `/drafts/${a}`, { draft: { ...NOTE, content: 'buy bread', timestamp: 400 } })
    await call(MEMBER, 'DELETE', `/drafts/${b}`)
    expect(await mine.events()).toMatchObject([
      { op: 'add', drafts: [{ ...NOTE, id: a }, { ...stream, id: b }, kept] },
      { op: 'update', draft: { id: a, content: 'buy bread', timestamp: 400 } },
      { op: 'remove', draft_id: b },
    ])
    expect(await others.events()).toEqual([])
    const again = await chat.listen(MEMBER, { fetch_event_types: ['drafts'] })
    expect(again.state['drafts']).toEqual([{ ...NOTE, id: a, content: 'buy bread', timestamp: 400 }, kept])
  })

  test('are dated by the server when the client says nothing', async () => {
    const chat = await startChat()
    const { timestamp, ...undated } = NOTE
    await createDraft(chat, MEMBER, undated)
    const { json } = await chat.call(MEMBER, 'GET', '/drafts')
    const [draft] = json['drafts'] as { timestamp: number }[]
    expect(Math.abs((draft?.timestamp ?? 0) - Date.now() / 1000)).toBeLessThan(60)
  })

  test.for([
    [
      'to no channel',
      { ...NOTE, type: 'stream', topic: 't' },
      'Must specify exactly 1 channel ID for channel messages',
    ],
    [
      'to two channels',
      { ...NOTE, type: 'stream', to: [1, 2] },
      'Must specify exactly 1 channel ID for channel messages',
    ],
    ['to a channel that is not there', { ...NOTE, type: 'stream', to: [9999] }, 'Invalid channel ID'],
    ['to nobody who is there', { ...NOTE, type: 'private', to: [9999] }, 'Invalid user ID 9999'],
    ['of before 1970', { ...NOTE, timestamp: -1 }, 'Timestamp must not be negative.'],
    ['with an id', { ...NOTE, id: 4 }, 'Argument "id" at drafts[0] is unexpected'],
    ['of another type', { ...NOTE, type: 'memo' }, 'Invalid drafts[0]["type"]'],
    [
      'too long',
      { ...NOTE, content: 'x'.repeat(10_001) },
      'drafts[0]["content"] is too long (limit: 10000 characters)',
    ],
  ] as const)('are refused when they are %s', async ([, draft, msg]) => {
    const { call } = await startChat()
    const { status, json } = await call(MEMBER, 'POST', '/drafts', { drafts: [draft] })
    expect([status, json['msg']]).toEqual([400, msg])
    expect((await call(MEMBER, 'GET', '/drafts')).json['count']).toBe(0)
  })

  test('do not tell an outsider or a guest which channels there are', async () => {
    const chat = await startChat()
    const { open, secret } = await createStreams(chat)
    const ask = async (user: number, stream: number) => {
      const draft = { ...NOTE, type: 'stream', to: [stream] }
      return (await chat.call(user, 'POST', '/drafts', { drafts: [draft] })).json['msg']
    }
    expect(await ask(OTHER, secret)).toBe('Invalid channel ID')
    expect(await ask(GUEST, secret)).toBe('Invalid channel ID')
    expect(await ask(GUEST, open)).toBe('')
  })

  test('of somebody else can neither be changed nor dropped', async () => {
    const chat = await startChat()
    const path = await createDraft(chat, MEMBER)
    for (const [method, params] of [
      ['PATCH', { draft: { ...NOTE, content: 'mine' } }],
      ['DELETE', {}],
    ] as const) {
      const { status, json } = await chat.call(OWNER, method, path, params)
      expect([status, json['code'], json['msg']]).toEqual([404, 'BAD_REQUEST', 'Draft does not exist'])
    }
    expect((await chat.call(MEMBER, 'GET', '/drafts')).json).toMatchObject({ count: 1, drafts: [NOTE] })
  })

  test('stay within a number, also when two clients write at once', async () => {
    const chat = await startChat()
    const drafts = Array.from({ length: 600 }, () => NOTE)
    const answers = await Promise.all([1, 2].map(() => chat.call(MEMBER, 'POST', '/drafts', { drafts })))
    expect(new Set(answers.map(({ json }) => json['result']))).toEqual(new Set(['error', 'success']))
  })

  test('are not served to who chose to keep them elsewhere', async () => {
    const chat = await startChat()
    await createDraft(chat, MEMBER)
    await chat.core.db.query(
      `update user_account set settings = '{"enable_drafts_synchronization": false}' where id = ${MEMBER}`,
    )
    const { json } = await chat.call(MEMBER, 'GET', '/drafts')
    expect(json['msg']).toBe('User has disabled synchronizing drafts.')
    expect((await chat.listen(MEMBER)).state['drafts']).toEqual([])
  })
})

describe('saved snippets', () => {
  test('are kept, changed and dropped on all clients of their writer', async () => {
    const chat = await startChat()
    const { call } = chat
    const mine = await chat.listen(MEMBER, { event_types: ['saved_snippets'] })
    const others = await chat.listen(OTHER, { event_types: ['saved_snippets'] })
    const { json } = await call(MEMBER, 'POST', '/saved_snippets', { title: ' Hello ', content: 'Welcome here' })
    const id = json['saved_snippet_id'] as number
    const { json: all } = await call(MEMBER, 'GET', '/saved_snippets')
    const [snippet] = all['saved_snippets'] as object[]
    expect(snippet).toEqual({ id, title: 'Hello', content: 'Welcome here', date_created: expect.any(Number) as number })
    await call(MEMBER, 'PATCH', `/saved_snippets/${id}`, { title: 'Greeting' })
    await call(MEMBER, 'DELETE', `/saved_snippets/${id}`)
    expect(await mine.events()).toMatchObject([
      { op: 'add', saved_snippet: snippet },
      { op: 'update', saved_snippet: { ...snippet, title: 'Greeting' } },
      { op: 'remove', saved_snippet_id: id },
    ])
    expect(await others.events()).toEqual([])
    expect((await call(MEMBER, 'GET', '/saved_snippets')).json['saved_snippets']).toEqual([])
  })

  test.for([
    ['untitled', { title: ' ', content: 'x' }, 'Title cannot be empty.'],
    ['blank', { title: 'x', content: ' ' }, 'Content cannot be empty.'],
    ['long in their title', { title: 'x'.repeat(61), content: 'x' }, 'title is too long (limit: 60 characters)'],
    ['without a title', { content: 'x' }, "Missing 'title' argument"],
  ] as const)('are refused when they are %s', async ([, snippet, msg]) => {
    const { call } = await startChat()
    const { status, json } = await call(MEMBER, 'POST', '/saved_snippets', snippet)
    expect([status, json['msg']]).toEqual([400, msg])
  })

  test('of somebody else can neither be changed nor dropped', async () => {
    const { call } = await startChat()
    const { json } = await call(MEMBER, 'POST', '/saved_snippets', { title: 'a', content: 'b' })
    const path = `/saved_snippets/${json['saved_snippet_id'] as number}`
    for (const [method, params] of [
      ['PATCH', { title: 'mine' }],
      ['DELETE', {}],
    ] as const) {
      const answer = await call(OWNER, method, path, params)
      expect([answer.status, answer.json['msg']]).toEqual([404, 'Saved snippet does not exist.'])
    }
    expect((await call(MEMBER, 'GET', '/saved_snippets')).json['saved_snippets']).toMatchObject([{ title: 'a' }])
  })
})
