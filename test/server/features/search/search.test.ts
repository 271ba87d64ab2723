import { expect, test } from 'vitest'
import { takeIn } from '../../../../server/features/messages/search-index.ts'
import { type ChatApi, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

interface Found {
  readonly id: number
  readonly content: string
  readonly match_content: string
  readonly match_subject: string
}

async function createRoom() {
  const chat = await startChat()
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', {
    subscriptions: [{ name: 'open' }],
    principals: [MEMBER, OTHER],
  })
  return chat
}

async function say(chat: ChatApi, content: string, topic = 'lunch', to = 'open'): Promise<number> {
  const { json } = await chat.call(MEMBER, 'POST', '/messages', { type: 'stream', to, topic, content })
  return json['id'] as number
}

async function search(chat: ChatApi, user: number, ...terms: readonly object[]): Promise<Found[]> {
  const { json } = await chat.call(user, 'GET', '/messages', {
    anchor: 'newest',
    num_before: 100,
    num_after: 0,
    narrow: terms,
    apply_markdown: true,
  })
  return json['messages'] as Found[]
}

/** So many more of a message, as if they had been said after it. @returns their ids */
async function copyMessage({ core }: ChatApi, id: number, times: number): Promise<number[]> {
  const rows = await core.db.query<{ id: number }>(
    `insert into message (id, recipient_id, topic_id, sent_recipient_id, sender_id, date_sent, content, rendered)
     select nextval('message_id_seq'), recipient_id, topic_id, sent_recipient_id, sender_id, date_sent, content, rendered
     from message cross join generate_series(1, $2::int) where id = $1 returning id`,
    [id, times],
  )
  return rows.map((row) => row.id)
}

async function takeInAll({ core }: ChatApi): Promise<void> {
  const behind = () => core.db.query('select from search_state where upto < (select max(id) from message)')
  while ((await behind()).length > 0) await takeIn(core.db)
}

const words = (operand: string, negated = false) => ({ operator: 'search', operand, negated })
const ids = (found: readonly Found[]) => found.map(({ id }) => id)

test.each([
  ['before the index has it', false],
  ['from the index', true],
] as const)(
  'words are found by their stems, phrases as they stand, and both are marked: %s',
  async (_name, isIndexed) => {
    const chat = await createRoom()
    const running = await say(chat, 'She was running <fast> & far')
    const phrase = await say(chat, 'hot soup')
    await say(chat, 'soup that is hot')
    const topic = await say(chat, 'nothing of it here', 'runs')
    if (isIndexed) expect(await takeIn(chat.core.db)).toBe(4)
    const found = await search(chat, OTHER, words('run'))
    expect(ids(found)).toEqual([running, topic])
    expect(found[0]?.match_content).toBe('<p>She was <span class="highlight">running</span> &lt;fast&gt; &amp; far</p>')
    expect(found[1]?.match_subject).toBe('<span class="highlight">runs</span>')
    expect(ids(await search(chat, OTHER, words('"hot soup"')))).toEqual([phrase])
    expect(ids(await search(chat, OTHER, words('soup -hot')))).toEqual([])
    expect(ids(await search(chat, OTHER, words('nothing')))).toEqual([topic])
    expect(ids(await search(chat, OTHER, words('soup', true)))).toEqual([running, topic])
  },
)

test.each([
  ['before the index has it', false],
  ['from the index', true],
] as const)('words may be in the text and in the name of its topic: %s', async (_name, isIndexed) => {
  const chat = await createRoom()
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'secret' }], invite_only: true })
  const split = await say(chat, 'the draft is ready', 'Release 7.0 plans')
  await say(chat, 'something else', 'Release 7.0 plans')
  await say(chat, 'the draft is ready', 'lunch')
  await say(chat, 'the draft is ready', 'Release 7.0 plans', 'secret')
  const both = await say(chat, 'release the plan', 'release it')
  if (isIndexed) await takeInAll(chat)
  expect(await search(chat, OTHER, words('release draft'))).toMatchObject([
    { id: split, match_subject: '<span class="highlight">Release</span> 7.0 plans' },
  ])
  expect(ids(await search(chat, OTHER, words('plan drafts ready')))).toEqual([split])
  expect(ids(await search(chat, OTHER, words('plan'), words('draft')))).toEqual([split])
  expect(ids(await search(chat, OTHER, words('release draft -ready')))).toEqual([])
  expect(ids(await search(chat, OTHER, words('plan release')))).toContain(both)
  // A phrase goes on from the name into the text, as with Zulip, and is nowhere else but where it stands.
  expect(ids(await search(chat, OTHER, words('"plans the draft"')))).toEqual([split])
  expect(ids(await search(chat, OTHER, words('"release draft"')))).toEqual([])
  expect(ids(await search(chat, OTHER, words('draft'), words('release', true)))).not.toContain(split)
  const odd = await say(chat, 'the draft', String.raw`Ada's C:\temp\new.txt & 'x' | !y`)
  if (isIndexed) await takeInAll(chat)
  expect(ids(await search(chat, OTHER, words("Ada's draft temp")))).toEqual([odd])
})

test('names of files, addresses and texts without word breaks are found by their parts', async () => {
  const chat = await createRoom()
  const file = await say(chat, '[yearly_report.pdf](/user_uploads/1/ab/yearly_report.pdf)')
  const japanese = await say(chat, '今日は東京タワーに行きました')
  await say(chat, '京都')
  for (const indexed of [false, true]) {
    if (indexed) await takeIn(chat.core.db)
    expect(ids(await search(chat, OTHER, words('report')))).toEqual([file])
    expect(ids(await search(chat, OTHER, words('東京')))).toEqual([japanese])
    expect(ids(await search(chat, OTHER, words('東')))).toEqual([japanese])
  }
})

test('an edited, moved or deleted message is found as it is now', async () => {
  const chat = await createRoom()
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'board' }], invite_only: true })
  const id = await say(chat, 'elephants')
  await takeIn(chat.core.db)
  await chat.call(MEMBER, 'PATCH', `/messages/${id}`, { content: 'giraffes' })
  expect(ids(await search(chat, OTHER, words('elephant')))).toEqual([])
  expect(ids(await search(chat, OTHER, words('giraffe')))).toEqual([id])
  const { json } = await chat.call(OWNER, 'GET', '/streams')
  const board = (json['streams'] as { stream_id: number; name: string }[]).find(({ name }) => name === 'board')
  const moved = await chat.call(MEMBER, 'PATCH', `/messages/${id}`, {
    stream_id: board?.stream_id,
    propagate_mode: 'change_all',
  })
  if (moved.status === 200) expect(ids(await search(chat, OTHER, words('giraffe')))).toEqual([])
  await chat.call(OWNER, 'DELETE', `/messages/${id}`)
})

test('what somebody may not read is not found, in no combination', async () => {
  const chat = await createRoom()
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'secret' }], invite_only: true })
  await say(chat, 'canary in the mine', 'canary', 'secret')
  await chat.call(MEMBER, 'POST', '/messages', { type: 'direct', to: [MEMBER], content: 'canary to myself' })
  for (const indexed of [false, true]) {
    if (indexed) await takeIn(chat.core.db)
    expect(await search(chat, MEMBER, words('canary'))).toHaveLength(2)
    for (const user of [OTHER, OWNER]) {
      expect(await search(chat, user, words('canary'))).toEqual([])
      expect(await search(chat, user, words('canary'), { operator: 'channels', operand: 'public' })).toEqual([])
      expect(await search(chat, user, words('canary'), { operator: 'sender', operand: MEMBER })).toEqual([])
    }
  }
})

test('what was said often, but long ago, is found beside what others said there', async () => {
  const chat = await createRoom()
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'secret' }], invite_only: true })
  const [first, hidden] = [await say(chat, 'relic'), await say(chat, 'fossil relic', 'lunch', 'secret')]
  const open = await say(chat, 'fossil')
  // More than is looked through wherever it is, and so many ids later that none is next to the newest message.
  await copyMessage(chat, hidden, 1_200)
  const fossils = await copyMessage(chat, open, 1_200)
  await chat.core.db.query(`select setval('message_id_seq', (select max(id) from message) + 30000)`)
  await say(chat, 'new')
  await takeInAll(chat)
  expect(ids(await search(chat, OTHER, words('fossil')))).toEqual(fossils.slice(-100))
  expect(ids(await search(chat, OTHER, words('relic')))).toEqual([first])
})

test('nonsense finds nothing and harms nothing', async () => {
  const chat = await createRoom()
  await say(chat, "it's")
  for (const nonsense of ['', '   ', '"', "'", '!!!', '-', 'a:*b & | (', '\\', '%', '☃', "x' or 1=1 --"]) {
    expect(await search(chat, OTHER, words(nonsense)), nonsense).toEqual([])
  }
})
