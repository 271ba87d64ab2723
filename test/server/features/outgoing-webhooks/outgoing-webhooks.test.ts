import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { takeTasks } from '../../../../server/features/link-previews/repository.ts'
import { createOutgoingWebhooks } from '../../../../server/features/outgoing-webhooks/index.ts'
import { Notices } from '../../../../server/features/outgoing-webhooks/notices.ts'
import { findNextDue, look, take } from '../../../../server/features/outgoing-webhooks/queue.ts'
import { silentLog } from '../../../../server/lib/log.ts'
import { untilPasses } from '../../../support/eventually.ts'
import { startWebServer } from '../../../support/web-server.ts'
import { ask } from '../../http/https-server.ts'
import { ADMIN, type ChatApi, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

type Post = Record<string, unknown> & { message: Record<string, unknown> }

/** A webhook of somebody's: what it was told, and what it says to that. */
async function startWebhook(answer: (post: Post, response: ServerResponse) => void) {
  const posts: { body: string; type: string | undefined }[] = []
  const { port } = await startWebServer((request: IncomingMessage, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      posts.push({ body, type: request.headers['content-type'] })
      answer((body.startsWith('{') ? JSON.parse(body) : {}) as Post, response)
    })
  })
  return { url: `http://127.0.0.1:${port}/hook`, posts, told: () => posts.map(({ body }) => JSON.parse(body) as Post) }
}

function run(chat: ChatApi, privateAddresses: readonly string[] = ['127.0.0.1']) {
  const options = {
    secrets: chat.core.auth.secrets,
    url: () => 'https://chat.acme.test',
    privateAddresses: () => privateAddresses,
  }
  const webhooks = createOutgoingWebhooks(chat.core, options, silentLog)
  webhooks.start()
  onTestFinished(() => webhooks.stop())
  return webhooks
}

async function makeBot(chat: ChatApi, name: string, payload_url: string, interface_type = 1): Promise<number> {
  const bot = { full_name: name, short_name: name.toLowerCase(), bot_type: 3, interface_type }
  const { json } = await chat.call(MEMBER, 'POST', '/bots', { ...bot, payload_url: JSON.stringify(payload_url) })
  expect(json).toMatchObject({ result: 'success' })
  return json['user_id'] as number
}

const topical = { type: 'stream', to: 'open', topic: 't' }

async function say(chat: ChatApi, user: number, params: Record<string, unknown>): Promise<number> {
  const { json } = await chat.call(user, 'POST', '/messages', params)
  expect(json).toMatchObject({ result: 'success' })
  return json['id'] as number
}

interface Seen {
  readonly sender_id: number
  readonly content: string
  readonly type: string
  readonly subject: string
}

async function seen(chat: ChatApi, user: number, narrow: unknown[] = []): Promise<Seen[]> {
  const page = { anchor: 'newest', num_before: 50, num_after: 0, narrow, apply_markdown: false }
  return (await chat.call(user, 'GET', '/messages', page)).json['messages'] as Seen[]
}

const waiting = (chat: ChatApi) => chat.core.db.query<{ attempts: number }>('select attempts from outgoing_message')
const idle = (chat: ChatApi) => untilPasses(async () => expect(await waiting(chat)).toEqual([]))

test('a mention in a stream and a direct message are posted in Zulip’s form, and the answer is said where it was asked', async () => {
  const chat = await startChat()
  const hook = await startWebhook((post, response) =>
    response.end(JSON.stringify({ content: `You said: ${String(post['data'])}` })),
  )
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }] })
  const bot = await makeBot(chat, 'Echo', hook.url)
  const token = (await chat.listen(MEMBER)).state['realm_bots'] as { services: { token: string }[] }[]
  run(chat)
  await say(chat, MEMBER, { ...topical, content: 'nobody is asked' })
  const asked = await say(chat, MEMBER, { ...topical, content: 'hello @**Echo**' })
  await say(chat, OTHER, { type: 'direct', to: [bot, ADMIN], content: 'psst' })
  await untilPasses(() => expect(hook.posts).toHaveLength(2))
  await idle(chat)
  const [mention, direct] = hook.told()
  expect(mention).toMatchObject({
    bot_email: 'echo-bot@chat.acme.test',
    bot_full_name: 'Echo',
    data: 'hello @**Echo**',
    trigger: 'mention',
    token: token[0]?.services[0]?.token,
    message: {
      id: asked,
      type: 'stream',
      display_recipient: 'open',
      subject: 't',
      sender_id: MEMBER,
      content: 'hello @**Echo**',
      rendered_content: expect.stringContaining('user-mention') as string,
    },
  })
  expect(direct).toMatchObject({
    data: 'psst',
    trigger: 'direct_message',
    message: { type: 'private', sender_id: OTHER },
  })
  expect((await seen(chat, MEMBER)).at(-1)).toMatchObject({
    sender_id: bot,
    subject: 't',
    content: 'You said: hello @**Echo**',
  })
  const direct2 = { sender_id: bot, type: 'private', content: 'You said: psst' }
  expect((await seen(chat, ADMIN)).at(-1)).toMatchObject(direct2)
  expect((await seen(chat, OTHER)).at(-1)).toMatchObject(direct2)
})

test('Slack’s form is a form, its answer is `text`; direct messages it does not know, and the owner hears of that', async () => {
  const chat = await startChat()
  const hook = await startWebhook((_post, response) => response.end(JSON.stringify({ text: 'done' })))
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }] })
  const bot = await makeBot(chat, 'Slacker', hook.url, 2)
  run(chat)
  await say(chat, MEMBER, { ...topical, content: '@**Slacker** deploy' })
  await untilPasses(async () =>
    expect((await seen(chat, MEMBER)).at(-1)).toMatchObject({ sender_id: bot, content: 'done' }),
  )
  const form = Object.fromEntries(new URLSearchParams(hook.posts[0]?.body))
  expect(form).toMatchObject({
    channel_name: 'open',
    text: '@**Slacker** deploy',
    user_id: `U${MEMBER}`,
    user_name: 'User 3',
    trigger_word: 'mention',
    team_domain: 'chat.acme.test',
    service_id: String(bot),
    token: expect.stringMatching(/.{32}/) as string,
  })
  expect(hook.posts[0]?.type).toBe('application/x-www-form-urlencoded')
  await say(chat, OTHER, { type: 'direct', to: [bot], content: 'psst' })
  const notice = /@_\*\*Slacker\|\d+\*\* could not be told .*no direct messages/
  await untilPasses(async () => expect((await seen(chat, MEMBER)).at(-1)?.content).toMatch(notice))
  expect(hook.posts).toHaveLength(1)
})

test('bots that answer each other’s names do so once, since no bot is told what a bot says', async () => {
  const chat = await startChat()
  const hook = await startWebhook((_post, response) => response.end(JSON.stringify({ content: '@**One** @**Two**' })))
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }] })
  const one = await makeBot(chat, 'One', hook.url)
  await makeBot(chat, 'Two', hook.url)
  run(chat)
  await say(chat, MEMBER, { ...topical, content: '@**One** @**Two**' })
  await say(chat, MEMBER, { type: 'direct', to: [one], content: 'x' })
  await untilPasses(() => expect(hook.posts).toHaveLength(3))
  await idle(chat)
  // What a look would queue now is the answers; a message after them proves that they were looked at.
  const last = await say(chat, MEMBER, { ...topical, content: '@**One** again' })
  await untilPasses(() => expect(hook.posts).toHaveLength(4))
  expect(hook.told()[3]?.message['id']).toBe(last)
})

test('a bot is not told what it may not read, nor anything once it is closed', async () => {
  const chat = await startChat()
  const hook = await startWebhook((_post, response) => response.end('{}'))
  const subscriptions = [{ name: 'closed' }]
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions, invite_only: true })
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }] })
  const gone = await makeBot(chat, 'Gone', hook.url)
  const bot = await makeBot(chat, 'Echo', hook.url)
  await say(chat, MEMBER, { ...topical, to: 'closed', content: '@**Echo** secret' })
  await say(chat, MEMBER, { ...topical, content: '@**Gone** hello' })
  const forged = `class="user-mention" data-user-id="${bot}"`
  await say(chat, MEMBER, { ...topical, content: `\`${forged}\` ${forged} [x](https://a.test/?${forged})` })
  const [{ rendered } = { rendered: '' }] = await chat.core.db.query<{ rendered: string }>(
    'select rendered from message order by id desc limit 1',
  )
  expect(rendered, 'the premise').toContain(`${forged} `)
  await chat.call(MEMBER, 'DELETE', `/bots/${gone}`)
  run(chat)
  await say(chat, MEMBER, { type: 'direct', to: [bot], content: 'last' })
  await untilPasses(() => expect(hook.posts.length).toBeGreaterThan(0))
  await idle(chat)
  expect(hook.told().map((post) => post['data'])).toEqual(['last'])
})

test('nothing is looked at or taken while the organization is closed', async () => {
  const chat = await startChat()
  const { db } = chat.core
  const bot = await makeBot(chat, 'Echo', 'https://hooks.acme.test/')
  const said = await say(chat, MEMBER, { type: 'direct', to: [bot], content: 'x' })
  await db.query('insert into link_preview_task (message_id, at) values ($1, now())', [said])
  const close = (sql: string) => db.query(`update organization set deactivated_at = ${sql}`)
  await close('now()')
  expect((await look(db, 0)).to).toBe(0)
  await close('null')
  expect((await look(db, 0)).to).toBe(said)
  await close('now()')
  expect([await take(db, []), await findNextDue(db, []), await takeTasks(db, 9, 9)]).toEqual([undefined, undefined, []])
  await close('null')
  expect(await take(db, [])).toMatchObject({ message_id: said })
  expect(await takeTasks(db, 9, 9)).toMatchObject([{ message_id: said }])
})

test('what fails for a while is tried again, also after a restart; in the end its owner is told, once', async () => {
  const chat = await startChat()
  let isDown = true
  const hook = await startWebhook((_post, response) => {
    response.statusCode = isDown ? 503 : 200
    response.end(isDown ? 'down' : '{"response_string": "up again"}')
  })
  const bot = await makeBot(chat, 'Echo', hook.url)
  const first = run(chat)
  await say(chat, OTHER, { type: 'direct', to: [bot], content: 'are you there?' })
  /** Until it was taken once more: the answer to the post before may come only now, and put it back. */
  const again = (count: number) =>
    untilPasses(async () => {
      const sql = 'update outgoing_message set due_at = now() where attempts = $1 returning id'
      const waits = await chat.core.db.query(sql, [count])
      // Any message wakes it.
      await say(chat, OTHER, { type: 'direct', to: [OTHER], content: 'x' })
      expect(waits).toEqual([])
    }, 200)
  const attempts = (count: number) =>
    untilPasses(async () =>
      expect(hook.posts.length + ((await waiting(chat))[0]?.attempts ?? 0)).toBeGreaterThanOrEqual(2 * count),
    )
  await attempts(1)
  await first.stop()
  isDown = false
  await chat.core.db.query('update outgoing_message set due_at = now()')
  run(chat)
  await idle(chat)
  expect((await seen(chat, OTHER)).map((m) => m.content)).toContain('up again')
  expect(await seen(chat, MEMBER)).toEqual([])

  isDown = true
  hook.posts.length = 0
  await say(chat, OTHER, { type: 'direct', to: [bot], content: 'and now?' })
  for (const count of [1, 2, 3]) {
    await attempts(count)
    await again(count)
  }
  await idle(chat)
  expect(hook.posts).toHaveLength(4)
  expect(await seen(chat, MEMBER)).toMatchObject([{ content: expect.stringContaining('HTTP status 503') as string }])
})

test('whoever asks a bot that has no answer hears so from it, once until it works again, where it may write, without details', async () => {
  const chat = await startChat()
  let status = 404
  const hook = await startWebhook((_post, response) => {
    response.statusCode = status
    response.end('{"content": "fine"}')
  })
  await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }] })
  const news = { subscriptions: [{ name: 'news' }], principals: [ADMIN, MEMBER], stream_post_policy: 2 }
  await chat.call(ADMIN, 'POST', '/users/me/subscriptions', news)
  const bot = await makeBot(chat, 'Echo', hook.url)
  run(chat)
  const ask = async (user: number, params: Record<string, unknown>) => {
    await say(chat, user, { ...params, content: '@**Echo**?' })
    await untilPasses(async () => expect((await look(chat.core.db, 0)).to).toBeGreaterThan(0))
    await idle(chat)
  }
  const said = async () =>
    (await seen(chat, MEMBER)).filter((m) => m.sender_id === bot).map((m) => [m.subject, m.content])
  const nothing = 'I could not get an answer from the service behind me. Whoever looks after me is told why.'
  const direct = { type: 'direct', to: [bot, MEMBER] }
  for (const place of [topical, { ...topical, topic: 'u' }, direct, topical, direct]) await ask(MEMBER, place)
  await ask(ADMIN, { ...topical, to: 'news' })
  expect(hook.posts, 'the premise').toHaveLength(6)
  expect(await said()).toEqual([
    ['t', nothing],
    ['u', nothing],
    ['', nothing],
  ])
  const owners = (await seen(chat, MEMBER)).filter((m) => m.content.includes('HTTP status 404'))
  expect(owners, 'the owner is told as before').toHaveLength(1)
  status = 200
  await ask(MEMBER, direct)
  status = 404
  await ask(MEMBER, topical)
  expect((await said()).slice(3)).toEqual([
    ['', 'fine'],
    ['t', nothing],
  ])
})

test('addresses of the local network are called only where the setting opens them; answers that are none are told', async () => {
  const chat = await startChat()
  let answer = '<html>'
  const hook = await startWebhook((_post, response) => response.end(answer))
  const bot = await makeBot(chat, 'Echo', hook.url)
  const closed = run(chat, [])
  await say(chat, OTHER, { type: 'direct', to: [bot], content: 'x' })
  await untilPasses(async () => expect(await seen(chat, MEMBER)).toHaveLength(1))
  expect((await seen(chat, MEMBER))[0]?.content).toContain('Only addresses of the public internet are called')
  expect(hook.posts).toEqual([])
  await closed.stop()
  for (answer of ['<html>', '[1]', '{"__proto__": {}}', '{"content": {"a": 1}, "response_not_required": 3}']) {
    const open = run(chat)
    const before = (await seen(chat, MEMBER)).length
    await say(chat, OTHER, { type: 'direct', to: [bot], content: answer })
    await untilPasses(async () => expect(await seen(chat, MEMBER)).toHaveLength(before + 1))
    expect((await seen(chat, MEMBER)).at(-1)?.content, answer).toContain('something else than the JSON object')
    await open.stop()
  }
  const quiet = run(chat)
  for (answer of ['', '{}', '{"response_not_required": true, "content": "x"}', '{"content": ""}']) {
    const posts = hook.posts.length
    await say(chat, OTHER, { type: 'direct', to: [bot], content: 'quiet' })
    await untilPasses(() => expect(hook.posts).toHaveLength(posts + 1))
    await idle(chat)
  }
  await quiet.stop()
  const answers = (await seen(chat, OTHER)).filter((m) => m.sender_id === bot).map((m) => m.content)
  // Five runs, each of which failed once.
  expect(answers).toEqual(Array(5).fill(expect.stringMatching(/^I could not get an answer/)))
})

test('an owner is told of the first failure, and with the next notice how many there were', () => {
  const notices = new Notices()
  expect(notices.admit(1, 'a', 0)).toBe('a')
  expect(notices.admit(1, 'b', 1000)).toBeUndefined()
  expect(notices.admit(2, 'c', 1000)).toBe('c')
  expect(notices.admit(1, 'd', 700_000)).toBe('d So it went with 1 more since the last notice.')
  expect(notices.admit(1, 'e', 1_400_000)).toBe('e')
  const told = Array.from({ length: 200 }, (_, i) => notices.admitIn(1, `${i % 120}`))
  expect(told.filter(Boolean), 'one who writes in ever more topics').toHaveLength(100)
  expect(notices.admitIn(2, '0')).toBe(true)
  notices.works(1)
  expect([notices.admitIn(1, '0'), notices.admitIn(1, '0'), notices.admitIn(2, '0')]).toEqual([true, false, false])
})

test('a zuliprc holds address and key, and of an outgoing webhook the token; only who administers the bot gets it', async () => {
  const chat = await startChat()
  const bot = await makeBot(chat, 'Echo', 'https://hooks.acme.test/')
  const { state } = await chat.listen(MEMBER)
  const [shown] = state['realm_bots'] as { api_key: string; services: { token: string }[] }[]
  const { text, headers } = await chat.call(MEMBER, 'GET', `/bots/${bot}/zuliprc`)
  expect(text.split('\n')).toEqual([
    '[api]',
    'email=echo-bot@chat.acme.test',
    `key=${shown?.api_key}`,
    'site=https://chat.acme.test',
    `token=${shown?.services[0]?.token}`,
    '',
  ])
  expect(headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': 'attachment; filename="zuliprc"',
    'cache-control': 'no-store',
  })
  for (const user of [OTHER, bot]) {
    expect((await chat.call(user, 'GET', `/bots/${bot}/zuliprc`)).text).not.toContain('[api]')
  }
  const { json } = await ask(chat, '/api/v1/fetch_zuliprc', { form: { username: 'u3@acme.test', password: 'wrong' } })
  expect(json).toMatchObject({ result: 'error' })
})

test('only an owner’s bot can be made one that posts', async () => {
  const chat = await startChat()
  const params = { full_name: 'x', short_name: 'x', bot_type: 3 }
  for (const payload_url of ['"ftp://a.test"', '"nonsense"', '""']) {
    const { json } = await chat.call(OWNER, 'POST', '/bots', { ...params, payload_url })
    expect(json).toMatchObject({ result: 'error' })
  }
})
