import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { doBeginExport } from '../../../../server/features/exports/actions.ts'
import { Exporter } from '../../../../server/features/exports/index.ts'
import { createFiles } from '../../../../server/features/files/index.ts'
import { silentLog } from '../../../../server/lib/log.ts'
import { untilPasses } from '../../../support/eventually.ts'
import { tempFolder } from '../../../support/temp-folder.ts'
import { ask } from '../../http/https-server.ts'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'
import { upload } from '../files/uploading.ts'

interface Export {
  readonly id: number
  readonly export_url: string | null
  readonly pending: boolean
  readonly failed_timestamp: number | null
  readonly deleted_timestamp: number | null
}

const list = async (chat: ChatApi) =>
  (await chat.call(ADMIN, 'GET', '/export/realm')).json as { exports: readonly Export[] }

/** Until nothing that was asked for is waiting. */
const made = (chat: ChatApi) =>
  untilPasses(async () => expect((await list(chat)).exports.filter(({ pending }) => pending)).toEqual([]))

/** Asks for an export and unpacks it, with the system's own tar. @returns all of its files, by name */
async function exported(chat: ChatApi, type: 1 | 2): Promise<Map<string, string>> {
  const { json } = await chat.call(ADMIN, 'POST', '/export/realm', { export_type: type })
  await made(chat)
  const found = (await list(chat)).exports.find(({ id }) => id === json['id'])
  const { status, bytes } = await ask(chat, found?.export_url ?? '/', { headers: chat.headers(ADMIN) })
  expect(status, JSON.stringify(found)).toBe(200)
  const folder = await tempFolder()
  writeFileSync(join(folder, 'x.tar.gz'), bytes)
  execFileSync('tar', ['-xzf', 'x.tar.gz'], { cwd: folder })
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
  const paths = names.map((file) => join(file.parentPath, file.name)).filter((path) => !path.endsWith('x.tar.gz'))
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'latin1')]))
}

/** Something private of everybody: a stream of MEMBER's, a conversation of MEMBER and OTHER, and their own things. */
async function plant(chat: ChatApi) {
  const subscribe = (user: number, name: string, more = {}) =>
    chat.call(user, 'POST', '/users/me/subscriptions', { subscriptions: [{ name }], ...more })
  await subscribe(OWNER, 'open', { principals: [OWNER, ADMIN, MEMBER, OTHER, GUEST] })
  await subscribe(MEMBER, 'canary-member-stream', { invite_only: true })
  await subscribe(OTHER, 'canary-other-stream', { invite_only: true, history_public_to_subscribers: false })
  const streams = await chat.core.db.query<{ id: number }>('select id from stream order by id')
  const [open, ofMember, ofOther] = streams.map(({ id }) => id)
  const say = (user: number, to: unknown, content: string, type = 'stream') =>
    chat.call(user, 'POST', '/messages', { type, to, topic: `${content.split(' ')[0]}-topic`, content })
  const file = async (user: number, text: string) =>
    (await upload(chat, user, `${text}.txt`, `content of ${text}`)).json['url'] as string
  await say(OTHER, open, `for everybody ${await file(OTHER, 'public-file')}`)
  await say(MEMBER, ofMember, `canary-member-text ${await file(MEMBER, 'canary-member-file')}`)
  await say(OTHER, ofOther, `canary-other-text ${await file(OTHER, 'canary-other-file')}`)
  await say(OTHER, [OWNER], 'canary-other-direct', 'direct')
  await say(OTHER, [MEMBER], 'canary-shared-direct', 'direct')
  for (const [user, name] of [
    [MEMBER, 'member'],
    [OTHER, 'other'],
  ] as const) {
    const draft = { type: 'stream', to: [open], topic: '', content: `canary-${name}-draft`, timestamp: 1 }
    await chat.call(user, 'POST', '/drafts', { drafts: [draft] })
    await chat.call(user, 'POST', '/users/me/alert_words', { alert_words: [`canary-${name}-word`] })
    await chat.call(user, 'POST', '/saved_snippets', { title: `canary-${name}-title`, content: 'x' })
    await chat.call(user, 'PATCH', '/settings', { email_address_visibility: 4 })
  }
  return { open: open ?? 0, ofOther: ofOther ?? 0, say }
}

const all = (files: ReadonlyMap<string, string>) => [...files].flat().join('\n')
const consent = (chat: ChatApi, user: number, allow_private_data_export: boolean) =>
  chat.call(user, 'PATCH', '/settings', { allow_private_data_export })

describe('an export', () => {
  test('of what is public holds that, and nothing of anybody’s private data', async () => {
    const chat = await startChat()
    const { say, open } = await plant(chat)
    // A file that is removed in the middle of it is missing, and nothing else.
    const { json } = await upload(chat, OWNER, 'lost.txt', 'content of a lost file')
    await say(OWNER, open, `also ${String(json['url'])}`)
    const lost = readdirSync(chat.uploads, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name))
      .filter((path) => readFileSync(path, 'utf8') === 'content of a lost file')
    expect(lost).toHaveLength(1)
    for (const path of lost) rmSync(path)
    // Also of who agreed: it was not asked for.
    await consent(chat, MEMBER, true)
    const files = await exported(chat, 1)
    const text = all(files)
    expect(text).toContain('for everybody')
    expect(text).toContain('content of public-file')
    expect(files.get('attachment.json')).toContain('lost.txt')
    expect(text).not.toContain('content of a lost file')
    expect([...files.keys()]).toEqual(expect.arrayContaining(['realm.json', 'messages-000001.json', 'attachment.json']))
    const realm = JSON.parse(files.get('realm.json') ?? '') as Record<
      string,
      { name?: string; delivery_email?: string }[]
    >
    expect(realm['zerver_stream']?.map(({ name }) => name)).toEqual(['open'])
    expect(realm['zerver_userprofile']).toHaveLength(5)
    expect(text).not.toContain('canary')
    for (const address of ['u3@acme.test', 'u4@acme.test']) expect(text, 'hidden addresses').not.toContain(address)
  })

  test('with the private data of who agreed holds what they may see, and nothing else', async () => {
    const chat = await startChat()
    const { say, ofOther } = await plant(chat)
    await consent(chat, MEMBER, true)
    const text = all(await exported(chat, 2))
    for (const name of ['text', 'stream', 'draft', 'word', 'title']) expect(text).toContain(`canary-member-${name}`)
    expect(text).toContain('content of canary-member-file')
    expect(text).toContain('canary-shared-direct')
    expect(text).not.toContain('canary-other')

    // Who joins a stream with protected history sees what comes from then on.
    await chat.call(OTHER, 'POST', '/users/me/subscriptions', {
      subscriptions: [{ name: 'canary-other-stream' }],
      principals: [MEMBER],
    })
    await say(OTHER, ofOther, 'seen by the member')
    const later = all(await exported(chat, 2))
    expect(later).toContain('seen by the member')
    expect(later).not.toContain('canary-other-text')
    expect(later).not.toContain('canary-other-file')
    await consent(chat, MEMBER, false)
    expect(all(await exported(chat, 2)), 'consent was withdrawn').not.toContain('canary')
  })

  test('holds what messages said before, and where they were, unless that is kept from their readers', async () => {
    const chat = await startChat()
    const { say, open, ofOther } = await plant(chat)
    const change = async (user: number, id: unknown, ...changes: Record<string, string>[]) => {
      for (const one of changes) {
        expect((await chat.call(user, 'PATCH', `/messages/${String(id)}`, one)).json['result']).toBe('success')
      }
    }
    const { id } = (await say(MEMBER, open, 'first')).json
    await change(MEMBER, id, { content: 'second' }, { content: 'third' }, { topic: 'elsewhere' })
    const secret = (await say(OTHER, ofOther, 'canary-other-first')).json['id']
    await change(OTHER, secret, { content: 'canary-other-second' })
    const files = await exported(chat, 1)
    const { hearth_messagehistory: history } = JSON.parse(files.get('history.json') ?? '') as Record<string, object[]>
    const common = { message: id, user_profile: MEMBER, timestamp: expect.any(Number), prev_stream: null }
    expect(history).toEqual([
      { ...common, prev_content: null, prev_subject: 'first-topic' },
      { ...common, prev_content: 'second', prev_subject: null },
      { ...common, prev_content: 'first', prev_subject: null },
    ])
    expect(all(files)).not.toContain('canary')

    await chat.call(ADMIN, 'PATCH', '/realm', { allow_edit_history: false })
    expect((await exported(chat, 1)).get('history.json')).not.toContain('second')
  })

  test('holds no secret of the host or of anybody', async () => {
    const chat = await startChat()
    for (const user of [OWNER, ADMIN, MEMBER]) await consent(chat, user, true)
    const link = (await chat.call(OWNER, 'POST', '/invites/multiuse', {})).json['invite_link'] as string
    const bot = { full_name: 'Bot', short_name: 'bot', bot_type: 1 }
    const { json } = await chat.call(MEMBER, 'POST', '/bots', bot)
    const own = await chat.call(MEMBER, 'POST', '/users/me/api_key/regenerate')
    const text = all(await exported(chat, 2))
    for (const secret of [json['api_key'], own.json['api_key'], link.split('/').at(-1)]) {
      expect(String(secret).length).toBeGreaterThan(20)
      expect(text).not.toContain(secret)
    }
    const columns = ['password_hash', 'api_key', 'token', 'sealed']
    for (const column of columns) expect(text).not.toContain(column)
  })

  test('is told of as it comes along, to who asked; of consent administrators are told', async () => {
    const chat = await startChat()
    const [admin, owner, member] = [await chat.listen(ADMIN), await chat.listen(OWNER), await chat.listen(MEMBER)]
    await consent(chat, MEMBER, true)
    const told = { type: 'realm_export_consent', user_id: MEMBER, consented: true }
    for (const who of [admin, owner]) expect(await who.events()).toMatchObject([told])
    expect((await member.events()).map(({ type }) => type)).toEqual(['user_settings'])
    const consents = (await chat.call(ADMIN, 'GET', '/export/realm/consents')).json['export_consents']
    expect(consents).toContainEqual({ user_id: MEMBER, consented: true })
    expect(consents).toContainEqual({ user_id: OTHER, consented: false })
    await exported(chat, 1)
    const states = (await admin.events()).map((event) => (event['exports'] as Export[])[0])
    expect(states).toMatchObject([
      { pending: true, export_url: null },
      { pending: false, export_url: expect.any(String), failed_timestamp: null },
    ])
    expect([...(await owner.events()), ...(await member.events())]).toEqual([])
  })

  test('is for administrators alone, also its file, and gone when it is deleted', async () => {
    const chat = await startChat()
    for (const user of [MEMBER, GUEST]) {
      for (const [method, path] of [
        ['POST', '/export/realm'],
        ['GET', '/export/realm'],
        ['GET', '/export/realm/consents'],
        ['DELETE', '/export/realm/1'],
      ] as const) {
        expect((await chat.call(user, method, path)).json['msg']).toBe('Must be an organization administrator')
      }
    }
    await exported(chat, 1)
    const [{ export_url: url } = { export_url: '' }] = (await list(chat)).exports
    const get = async (headers = {}) => (await ask(chat, url ?? '', { headers })).status
    expect([await get(), await get(chat.headers(MEMBER)), await get(chat.headers(OWNER))]).toEqual([401, 404, 200])
    const [row] = await chat.core.db.query<{ key: string }>('select key from realm_export')
    const path = join(chat.uploads, row?.key.slice(0, 2).toLowerCase() ?? '', row?.key ?? '')
    expect(existsSync(path), 'the premise').toBe(true)
    expect((await chat.call(ADMIN, 'DELETE', '/export/realm/9')).json['msg']).toBe('Invalid data export ID')
    expect((await chat.call(ADMIN, 'DELETE', '/export/realm/1')).json).toEqual({ result: 'success', msg: '' })
    expect(existsSync(path)).toBe(false)
    expect(await get(chat.headers(OWNER))).toBe(404)
    expect((await list(chat)).exports).toMatchObject([{ export_url: null, deleted_timestamp: expect.any(Number) }])
    expect((await chat.call(ADMIN, 'DELETE', '/export/realm/1')).json['msg']).toBe('Export already deleted')
  })

  test('is refused when it would be too large, or the sixth of a week', async () => {
    const chat = await startChat({
      settings: { max_export_size_mib: 1 },
      fileLimits: { maxFileMib: 5, quotaMib: null },
    })
    for (let i = 0; i < 5; i++) await exported(chat, 1)
    const sixth = await Promise.all([1, 2].map(() => chat.call(ADMIN, 'POST', '/export/realm')))
    for (const { json } of sixth) expect(json).toMatchObject({ code: 'BAD_REQUEST', msg: 'Exceeded rate limit.' })
    await upload(chat, MEMBER, 'large.txt', 'x'.repeat(2 * 1024 * 1024))
    const large = await chat.call(ADMIN, 'POST', '/export/realm')
    expect(large.json).toMatchObject({
      code: 'BAD_REQUEST',
      msg: expect.stringMatching(/^Please request a manual export/),
    })
  })

  test('that was cut off by a crash is made again, but not for ever; one that fails says so and leaves nothing', async () => {
    const chat = await startChat()
    const { core, uploads } = chat
    const stopped = async () => {
      const files = await createFiles({
        folder: uploads,
        key: Buffer.alloc(32),
        limits: () => ({ maxFileMib: 1, quotaMib: null }),
      })
      return new Exporter(core, files, silentLog)
    }
    await chat.exporter.stop()
    await chat.call(ADMIN, 'POST', '/export/realm')
    expect((await list(chat)).exports).toMatchObject([{ pending: true }])
    // The host was killed in the middle of it.
    await doBeginExport(core, 1)
    writeFileSync(join(uploads, 'incoming', 'export-1'), 'half')
    const next = await stopped()
    next.start()
    onTestFinished(() => next.stop())
    await made(chat)
    expect((await list(chat)).exports).toMatchObject([
      { pending: false, failed_timestamp: null, export_url: expect.any(String) },
    ])

    await chat.call(ADMIN, 'POST', '/export/realm')
    for (let kills = 0; kills < 2; kills++) await doBeginExport(core, 2)
    await chat.call(ADMIN, 'POST', '/export/realm')
    await core.db.query('alter table reaction rename to gone')
    await chat.call(MEMBER, 'POST', '/users/me/subscriptions', { subscriptions: [{ name: 'open' }] })
    await chat.call(MEMBER, 'POST', '/messages', { type: 'stream', to: 'open', topic: 't', content: 'x' })
    next.wake()
    await made(chat)
    const failed = { pending: false, export_url: null, failed_timestamp: expect.any(Number) }
    expect((await list(chat)).exports.slice(1)).toMatchObject([failed, failed])
    expect(readdirSync(join(uploads, 'incoming'))).toEqual([])
  })
})
