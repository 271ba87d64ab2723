import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { TemporaryLinks } from '../../../../server/features/files/files.ts'
import { cleanName, slugOf } from '../../../../server/features/files/names.ts'
import { ask } from '../../http/https-server.ts'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'
import { PNG, read, upload, uploadedUrl } from './uploading.ts'

/** A stream of these people; a private one unless it is said to be public. */
async function createStream(chat: ChatApi, name: string, principals: number[], isPublic = false): Promise<void> {
  const params = { subscriptions: [{ name }], principals, invite_only: !isPublic }
  await chat.call(principals[0] ?? OWNER, 'POST', '/users/me/subscriptions', params)
}

async function say(chat: ChatApi, user: number, to: string, content: string): Promise<number> {
  const { json } = await chat.call(user, 'POST', '/messages', { type: 'stream', to, topic: 't', content })
  return json['id'] as number
}

const status = async (chat: ChatApi, user: number, url: string) => (await read(chat, user, url)).status

describe('who may read a message', () => {
  test('may read the files that it names, and nobody else', async () => {
    const chat = await startChat()
    await createStream(chat, 'board', [MEMBER, GUEST])
    const url = await uploadedUrl(chat, MEMBER)
    expect([await status(chat, MEMBER, url), await status(chat, GUEST, url)]).toEqual([200, 404])
    await say(chat, MEMBER, 'board', `see [notes](${url})`)
    expect(await status(chat, GUEST, url)).toBe(200)
    for (const outsider of [OWNER, ADMIN, OTHER]) {
      const refused = await read(chat, outsider, url)
      const missing = await read(chat, outsider, url.replace(/[\w-]{24}/, 'A'.repeat(24)))
      expect([refused.status, refused.text]).toEqual([404, missing.text])
      expect((await chat.call(outsider, 'GET', url)).json['code']).toBe('NOT_FOUND')
    }
  })

  test('no longer reads them after leaving, and sees them where the message is moved to', async () => {
    const chat = await startChat()
    await createStream(chat, 'board', [MEMBER, OTHER])
    const url = await uploadedUrl(chat, MEMBER)
    await say(chat, MEMBER, 'board', url)
    expect(await status(chat, OTHER, url)).toBe(200)
    await chat.call(OTHER, 'DELETE', '/users/me/subscriptions', { subscriptions: ['board'] })
    expect(await status(chat, OTHER, url)).toBe(404)
  })

  test('cannot share a file by guessing its address, and who may read it can', async () => {
    const chat = await startChat()
    await createStream(chat, 'board', [MEMBER, ADMIN])
    await createStream(chat, 'other', [OTHER, ADMIN, GUEST])
    const url = await uploadedUrl(chat, MEMBER)
    const stolen = await say(chat, OTHER, 'other', url)
    expect(await status(chat, OTHER, url)).toBe(404)
    await say(chat, MEMBER, 'board', url)
    await say(chat, ADMIN, 'other', url)
    expect([await status(chat, OTHER, url), await status(chat, GUEST, url)]).toEqual([200, 200])
    const messages = await chat.core.db.query<{ id: number; has_attachment: boolean }>(
      'select id, has_attachment from message order by id',
    )
    expect(messages.map((row) => row.has_attachment)).toEqual([false, true, true])
    expect(messages[0]?.id).toBe(stolen)
  })

  test('in a conversation of two is those two', async () => {
    const chat = await startChat()
    const url = await uploadedUrl(chat, MEMBER)
    await chat.call(MEMBER, 'POST', '/messages', {
      type: 'direct',
      to: [OTHER],
      content: `look: https://chat.acme.test${url}.`,
    })
    expect([await status(chat, OTHER, url), await status(chat, OWNER, url)]).toEqual([200, 404])
  })
})

describe('the owner is told', () => {
  test('when messages come to a file and go, and the file goes with the last of them', async () => {
    const chat = await startChat()
    await createStream(chat, 'open', [MEMBER, OTHER], true)
    const url = await uploadedUrl(chat, MEMBER)
    const owner = await chat.listen(MEMBER, { event_types: ['attachment'] })
    const other = await chat.listen(OTHER, { event_types: ['attachment'] })
    const first = await say(chat, MEMBER, 'open', url)
    const second = await say(chat, OTHER, 'open', url)
    const date_sent = expect.any(Number) as number
    expect(await owner.events()).toMatchObject([
      { op: 'update', attachment: { messages: [{ id: first, date_sent }] }, upload_space_used: 10 },
      { op: 'update', attachment: { messages: [{ id: first }, { id: second }] } },
    ])
    const edit = await chat.call(MEMBER, 'PATCH', `/messages/${first}`, { content: 'nothing here' })
    expect([edit.json['result'], edit.json['detached_uploads']]).toEqual(['success', []])
    expect(await owner.events()).toMatchObject([{ op: 'update', attachment: { messages: [{ id: second }] } }])
    await chat.call(OWNER, 'DELETE', `/messages/${second}`)
    expect(await owner.events()).toMatchObject([{ op: 'remove', upload_space_used: 0 }])
    expect(await status(chat, MEMBER, url)).toBe(404)
    expect(await other.events()).toEqual([])
  })

  test('when an edit leaves an own file in no message', async () => {
    const chat = await startChat()
    await createStream(chat, 'open', [MEMBER], true)
    const url = await uploadedUrl(chat, MEMBER)
    const id = await say(chat, MEMBER, 'open', url)
    const { json } = await chat.call(MEMBER, 'PATCH', `/messages/${id}`, { content: 'nothing here' })
    const path_id = url.slice('/user_uploads/'.length)
    expect(json['detached_uploads']).toMatchObject([{ name: 'notes.txt', path_id, size: 10, messages: [] }])
  })

  test('nothing when a message names no file', async () => {
    const chat = await startChat()
    await createStream(chat, 'open', [MEMBER], true)
    const owner = await chat.listen(MEMBER, { event_types: ['attachment'] })
    const id = await say(chat, MEMBER, 'open', `/user_uploads/1/aa/${'A'.repeat(24)}/none.txt`)
    await chat.call(MEMBER, 'DELETE', `/messages/${id}`)
    expect(await owner.events()).toEqual([])
  })
})

describe('a temporary address', () => {
  test('shows the file without a login', async () => {
    const chat = await startChat()
    const url = await uploadedUrl(chat, MEMBER)
    const { json } = await chat.call(MEMBER, 'GET', url)
    const open = await ask(chat, String(json['url']))
    expect([open.status, open.text, open.headers['cache-control']]).toEqual([200, 'some notes', 'private, no-cache'])
    expect((await ask(chat, url)).status).toBe(401)
  })

  test('is not made by others, and not bent to another file', async () => {
    const chat = await startChat()
    const [mine, theirs] = [await uploadedUrl(chat, MEMBER), await uploadedUrl(chat, OTHER)]
    const { json } = await chat.call(MEMBER, 'GET', mine)
    const key = (url: string) => /[\w-]{24}/.exec(url)?.[0] ?? ''
    const bent = String(json['url']).replace(key(mine), key(theirs))
    expect((await ask(chat, bent)).status).toBe(404)
    expect((await ask(chat, '/user_uploads/temporary/x/y')).status).toBe(404)
    expect((await chat.call(MEMBER, 'GET', theirs)).status).toBe(404)
  })

  test('ends after a minute', () => {
    const links = new TemporaryLinks(Buffer.alloc(32, 1))
    const key = 'k'.repeat(24)
    const token = links.create(key, 1_000_000)
    expect(links.open(token, 1_059_000)).toBe(key)
    expect(links.open(token, 1_061_000)).toBeUndefined()
    expect(new TemporaryLinks(Buffer.alloc(32, 2)).open(token, 1_001_000)).toBeUndefined()
  })
})

describe('a file is handed over', () => {
  test('for saving under its own name when that is asked for', async () => {
    const chat = await startChat()
    const url = await uploadedUrl(chat, MEMBER, 'Jürgen’s plan.png', PNG)
    const { headers } = await read(chat, MEMBER, url.replace('/user_uploads/', '/user_uploads/download/'))
    expect(headers['content-disposition']).toBe(
      `attachment; filename="J_rgen_s plan.png"; filename*=UTF-8''J%C3%BCrgen%E2%80%99s%20plan.png`,
    )
  })

  test('in parts to players', async () => {
    const chat = await startChat()
    const url = await uploadedUrl(chat, MEMBER)
    for (const [range, code, text, contentRange] of [
      ['bytes=0-3', 206, 'some', 'bytes 0-3/10'],
      ['bytes=5-', 206, 'notes', 'bytes 5-9/10'],
      ['bytes=-5', 206, 'notes', 'bytes 5-9/10'],
      ['bytes=5-999', 206, 'notes', 'bytes 5-9/10'],
      ['bytes=10-', 416, '', 'bytes */10'],
      ['bytes=3-1', 416, '', 'bytes */10'],
      ['bytes=0-1,4-5', 200, 'some notes', undefined],
      ['lines=1', 200, 'some notes', undefined],
    ] as const) {
      const answer = await read(chat, MEMBER, url, { range })
      const found = [range, answer.status, answer.text, answer.headers['content-range']]
      expect(found).toEqual([range, code, text, contentRange])
    }
  })

  test('not again to who has it, and HEAD tells its length', async () => {
    const chat = await startChat()
    const url = await uploadedUrl(chat, MEMBER)
    const { etag = '' } = (await read(chat, MEMBER, url)).headers
    expect(await read(chat, MEMBER, url, { 'if-none-match': etag })).toMatchObject({ status: 304, text: '' })
    const head = await ask(chat, url, { method: 'HEAD', headers: chat.headers(MEMBER) })
    expect([head.status, head.headers['content-length'], head.text]).toEqual([200, '10', ''])
  })
})

describe('a hostile name', () => {
  test.for([
    ['../../../etc/passwd', 'passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini', 'boot.ini'],
    ['.htaccess', 'htaccess', 'htaccess'],
    ['invoice\u202Egpj.exe', 'invoicegpj.exe', 'invoicegpj.exe'],
    ['a\u0000b\u0007c.txt', 'abc.txt', 'abc.txt'],
    ['[x](javascript:y).png', 'x(javascripty).png', 'x-javascripty.png'],
    ['   ', 'uploaded-file', 'uploaded-file'],
    [`${'x'.repeat(300)}.tar`, `${'x'.repeat(146)}.tar`, `${'x'.repeat(60)}.tar`],
    ['日本語.txt', '日本語.txt', 'file.txt'],
    ['a b?c#d%.pdf', 'a bc#d%.pdf', 'a-bc-d.pdf'],
  ] as const)('is cleaned: %j', ([given, name, slug]) => {
    expect([cleanName(given), slugOf(cleanName(given))]).toEqual([name, slug])
  })

  test('reaches neither the address nor the disk', async () => {
    const chat = await startChat()
    const { json } = await upload(chat, MEMBER, `../../..\u202E/${'ä'.repeat(300)}.exe`)
    expect(String(json['url'])).toMatch(/^\/user_uploads\/1\/[a-z0-9_-]{2}\/[\w-]{24}\/[\w.-]{1,76}$/)
    expect(await status(chat, MEMBER, String(json['url']))).toBe(200)
    const names = readdirSync(chat.uploads, { recursive: true, encoding: 'utf8' })
    for (const name of names) expect(name).toMatch(/^(incoming|[a-z0-9_-]{2}(\/[\w-]{24})?)$/)
  })
})
