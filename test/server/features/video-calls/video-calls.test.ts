import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ask } from '../../http/https-server.ts'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, startChat } from '../chat-api.ts'

const SECRET = 'bbb-secret'

/** A BigBlueButton server that does what the real one does: it believes checksums, and nothing else. */
async function startBigBlueButton(answer?: string) {
  const calls: URLSearchParams[] = []
  const server = createServer((request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split('?')
    const params = new URLSearchParams(query)
    const name = path.split('/').at(-1) ?? ''
    const signed = query.replace(/&checksum=[^&]*$/, '')
    const isRight =
      params.get('checksum') ===
      createHash('sha256')
        .update(name + signed + SECRET)
        .digest('hex')
    calls.push(params)
    const good = '<response><returncode>SUCCESS</returncode><createTime>1531155809613</createTime></response>'
    const bad = '<response><returncode>FAILED</returncode><messageKey>checksumError</messageKey></response>'
    response.end(answer ?? (isRight && path === '/bigbluebutton/api/create' ? good : bad))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bigbluebutton`
  return { calls, settings: (secret = SECRET) => ({ bigbluebutton_url: url, bigbluebutton_secret: secret }) }
}

/** What somebody's browser gets at the address, with the session that it has. */
async function open(chat: ChatApi, user: number | undefined, url: string) {
  const headers = user === undefined ? {} : { cookie: await chat.cookie(user) }
  return ask(chat, url, { headers })
}

const create = async (chat: ChatApi, user = MEMBER, meeting_name = 'Soup & bread') =>
  (await chat.call(user, 'GET', '/calls/bigbluebutton/create', { meeting_name })).json

describe('a call by BigBlueButton', () => {
  test('is made and entered by a link that carries the real checksums; who made it moderates', async () => {
    const bbb = await startBigBlueButton()
    const chat = await startChat({ settings: bbb.settings() })
    const { url } = await create(chat)
    expect(url).toMatch(/^\/calls\/bigbluebutton\/join\?bigbluebutton=/)
    const [host, guest] = [await open(chat, MEMBER, url as string), await open(chat, GUEST, url as string)]
    expect(bbb.calls.map((call) => call.get('name'))).toEqual(['Soup & bread', 'Soup & bread'])
    expect(new Set(bbb.calls.map((call) => call.get('meetingID'))).size).toBe(1)
    for (const [reply, role, name] of [
      [host, 'MODERATOR', 'User 3'],
      [guest, 'VIEWER', 'User 5'],
    ] as const) {
      expect(reply.status).toBe(302)
      const [, query = ''] = reply.headers.location?.split('?') ?? []
      expect(Object.fromEntries(new URLSearchParams(query))).toMatchObject({ role, fullName: name })
      const signed = query.replace(/&checksum=.*$/, '')
      const checksum = createHash('sha256').update(`join${signed}${SECRET}`).digest('hex')
      expect(query.endsWith(`&checksum=${checksum}`)).toBe(true)
      expect(reply.headers.location).not.toContain(SECRET)
    }
  })

  test('is refused where no such server is set up, in the words of the documentation', async () => {
    const chat = await startChat()
    expect(await create(chat)).toMatchObject({ code: 'BAD_REQUEST', msg: 'BigBlueButton is not configured.' })
    const { state } = await chat.listen(MEMBER)
    const { disabled, jitsi_meet } = state['realm_available_video_chat_providers'] as Record<string, object>
    expect(state['realm_available_video_chat_providers']).toEqual({ disabled, jitsi_meet })
    const { json } = await chat.call(ADMIN, 'PATCH', '/realm', { video_chat_provider: 4 })
    expect(json['msg']).toBe('Invalid video_chat_provider 4')
  })

  test.each([
    ['another secret', undefined, 'wrong', 'Error authenticating to the BigBlueButton server.'],
    ['a server that fails', '<response><returncode>FAILED</returncode></response>', SECRET, /unexpected error/],
    ['a server that floods', 'x'.repeat(200_000), SECRET, 'Error connecting to the BigBlueButton server.'],
  ])('says what is wrong with %s, and leads nowhere', async (_name, answer, secret, msg) => {
    const bbb = await startBigBlueButton(answer)
    const chat = await startChat({ settings: bbb.settings(secret) })
    const { url } = await create(chat)
    const reply = await open(chat, MEMBER, url as string)
    expect(reply.headers.location).toBeUndefined()
    expect(reply.json['msg']).toMatch(msg)
  })

  test('is entered by nobody without a login, nor into a meeting that somebody thought up', async () => {
    const bbb = await startBigBlueButton()
    const chat = await startChat({ settings: bbb.settings() })
    const { url } = (await create(chat)) as { url: string }
    expect((await open(chat, undefined, url)).headers.location, 'a stranger').toBe('/')
    const [path, token = ''] = url.split('=')
    const forged = Buffer.from(JSON.stringify({ id: 'hearth-board', name: 'x', moderator: OTHER })).toString(
      'base64url',
    )
    // What the host sealed for other purposes is no meeting either.
    const key = core(chat).seal(OTHER, core(chat).create()).toString('base64url')
    const wrong = [
      '',
      `${OTHER}.${forged}`,
      `${OTHER}.${token.split('.')[1]}`,
      `${token.slice(0, -4)}AAAA`,
      `${OTHER}.${key}`,
    ]
    for (const text of wrong) {
      expect((await open(chat, OTHER, `${path}=${text}`)).json, text).toMatchObject({ msg: 'Invalid signature.' })
    }
    expect(bbb.calls).toEqual([])
  })
})

const core = (chat: ChatApi) => chat.core.auth.secrets

test('the Jitsi server is the host’s, or the organization’s own', async () => {
  const chat = await startChat({ settings: { jitsi_server_url: 'https://jitsi.acme.test' } })
  const state = async () => {
    const told = (await chat.listen(MEMBER)).state
    const names = ['realm_jitsi_server_url', 'server_jitsi_server_url', 'jitsi_server_url', 'realm_video_chat_provider']
    return names.map((name) => told[name])
  }
  expect(await state()).toEqual([null, 'https://jitsi.acme.test', 'https://jitsi.acme.test', 1])
  const listener = await chat.listen(MEMBER)
  const patch = async (jitsi_server_url: string) =>
    (await chat.call(ADMIN, 'PATCH', '/realm', { jitsi_server_url })).json
  await patch('"https://meet.test"')
  expect(await listener.events()).toMatchObject([
    { type: 'realm', op: 'update_dict', data: { jitsi_server_url: 'https://meet.test' } },
  ])
  expect(await state()).toEqual(['https://meet.test', 'https://jitsi.acme.test', 'https://meet.test', 1])
  for (const url of [
    'javascript:alert(1)',
    'ftp://meet.test',
    'https://a:b@meet.test',
    'meet',
    `https://${'x'.repeat(200)}.t`,
  ]) {
    expect(await patch(url), url).toMatchObject({ result: 'error' })
  }
  await patch('default')
  expect((await state())[0]).toBe(null)
})
