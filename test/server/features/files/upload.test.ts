import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ask, connectRaw } from '../../http/https-server.ts'
import { cookieOf } from '../auth/auth-server.ts'
import { type ChatApi, GUEST, MEMBER, OTHER, startChat } from '../chat-api.ts'
import { multipart, type Part, PNG, post, read, upload, uploadedUrl } from './uploading.ts'

/** Longer than a busy machine needs. */

const leftBehind = ({ uploads }: ChatApi) =>
  readdirSync(uploads, { recursive: true, withFileTypes: true }).filter((f) => f.isFile())

describe('a file', () => {
  test('is uploaded, told to its owner alone, listed, read and removed', async () => {
    const chat = await startChat()
    const owner = await chat.listen(MEMBER, { event_types: ['attachment'] })
    const other = await chat.listen(OTHER, { event_types: ['attachment'] })
    const { json } = await upload(chat, MEMBER)
    const url = String(json['url'])
    expect(url).toMatch(/^\/user_uploads\/1\/[a-z0-9_-]{2}\/[\w-]{24}\/notes\.txt$/)
    expect(json).toEqual({ result: 'success', msg: '', url, uri: url, filename: 'notes.txt' })
    const listed = (await chat.call(MEMBER, 'GET', '/attachments')).json
    const attachment = {
      id: expect.any(Number) as number,
      name: 'notes.txt',
      path_id: url.slice('/user_uploads/'.length),
      size: 10,
      create_time: expect.any(Number) as number,
      messages: [],
    }
    expect(listed).toEqual({ result: 'success', msg: '', attachments: [attachment], upload_space_used: 10 })
    expect(await owner.events()).toMatchObject([{ op: 'add', attachment, upload_space_used: 10 }])
    expect((await read(chat, MEMBER, url)).text).toBe('some notes')
    const [{ id }] = listed['attachments'] as [{ id: number }]
    expect((await chat.call(MEMBER, 'DELETE', `/attachments/${id}`)).json['result']).toBe('success')
    expect(await owner.events()).toMatchObject([{ op: 'remove', attachment: { id }, upload_space_used: 0 }])
    expect((await read(chat, MEMBER, url)).status).toBe(404)
    expect(leftBehind(chat)).toEqual([])
    expect(await other.events()).toEqual([])
  })

  test('of somebody else is not removed, and looks like one that does not exist', async () => {
    const chat = await startChat()
    await upload(chat, MEMBER)
    const [{ id }] = (await chat.call(MEMBER, 'GET', '/attachments')).json['attachments'] as [{ id: number }]
    for (const one of [id, 999]) {
      const { status, json } = await chat.call(OTHER, 'DELETE', `/attachments/${one}`)
      expect([status, json['code'], json['msg']]).toEqual([400, 'BAD_REQUEST', 'Invalid attachment'])
    }
    expect((await chat.call(OTHER, 'GET', '/attachments')).json['attachments']).toEqual([])
  })

  test('may be as large as the limit, and not larger, declared or not', async () => {
    const chat = await startChat()
    const limit = 1024 * 1024
    const full = await upload(chat, MEMBER, 'full.bin', Buffer.alloc(limit, 7))
    expect(full.json['result']).toBe('success')
    expect((await read(chat, MEMBER, String(full.json['url']))).bytes.equals(Buffer.alloc(limit, 7))).toBe(true)
    const over = await upload(chat, MEMBER, 'over.bin', Buffer.alloc(limit + 1))
    const far = await upload(chat, MEMBER, 'far.bin', Buffer.alloc(2 * limit))
    for (const { status, json } of [over, far]) {
      expect([status, json['code'], json['msg']]).toEqual([
        400,
        'BAD_REQUEST',
        'Uploaded file is larger than the allowed limit of 1 MiB',
      ])
    }
    expect(leftBehind(chat)).toHaveLength(1)
    const { state } = await chat.listen(MEMBER, { event_types: ['realm'] })
    expect(state).toMatchObject({
      max_file_upload_size_mib: 1,
      realm_upload_quota_mib: null,
      server_thumbnail_formats: [
        { name: '840x560.webp', max_width: 840, max_height: 560, format: 'webp', animated: false },
        { name: '840x560-anim.webp', max_width: 840, max_height: 560, format: 'webp', animated: true },
      ],
    })
  })

  test('must fit into the organization’s quota, also when two come at once', async () => {
    const chat = await startChat({ fileLimits: { maxFileMib: 1, quotaMib: 1 } })
    const half = Buffer.alloc(600 * 1024)
    const answers = await Promise.all([upload(chat, MEMBER, 'a', half), upload(chat, OTHER, 'b', half)])
    expect(answers.map(({ json }) => String(json['msg'])).sort()).toEqual([
      '',
      "Upload would exceed your organization's upload quota.",
    ])
    expect(leftBehind(chat)).toHaveLength(1)
  })

  test('may be empty, and guests upload, too', async () => {
    const chat = await startChat()
    const url = await uploadedUrl(chat, GUEST, 'empty.txt', '')
    const { status, bytes } = await read(chat, GUEST, url)
    expect([status, bytes.length]).toEqual([200, 0])
  })
})

describe('an upload is refused and leaves nothing behind', () => {
  test('without a file', async () => {
    const chat = await startChat()
    const answers = [
      await post(chat, MEMBER, '/user_uploads', [{ name: 'note', content: 'no file' }]),
      await chat.call(MEMBER, 'POST', '/user_uploads', {}),
    ]
    for (const { status, json } of answers) {
      expect([status, json['msg']]).toEqual([400, 'You must specify a file to upload'])
    }
  })

  test('with more than one file', async () => {
    const chat = await startChat()
    const part = { name: 'a', filename: 'a.txt', content: 'x' }
    for (const parts of [
      [part, { ...part, name: 'b' }],
      [part, { ...part, name: 'b' }, { ...part, name: 'c' }],
    ]) {
      const { json } = await post(chat, MEMBER, '/user_uploads', parts)
      expect(json['msg']).toBe('You may only upload one file at a time')
    }
    expect(leftBehind(chat)).toEqual([])
  })

  test('without a login, before its body is read', async () => {
    const chat = await startChat()
    const { body, headers } = multipart([{ name: 'f', filename: 'f', content: 'x' }])
    const open = await ask(chat, '/api/v1/user_uploads', { method: 'POST', body, headers })
    expect([open.status, open.json['code']]).toEqual([401, 'UNAUTHORIZED'])
    expect(leftBehind(chat)).toEqual([])
  })

  test('when it is malformed', async () => {
    const chat = await startChat()
    const half = '--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nhalf'
    for (const [type, body] of [
      ['multipart/form-data', 'x'],
      ['multipart/form-data; charset=utf-8', 'x'],
      ['multipart/form-data; boundary=b', half],
      ['multipart/form-data; boundary=b', 'nonsense'],
    ] as const) {
      const headers = { ...chat.headers(MEMBER), 'content-type': type }
      const { status, json } = await ask(chat, '/api/v1/user_uploads', { method: 'POST', body, headers })
      expect([type, body, status, json['code']]).toEqual([type, body, 400, 'BAD_REQUEST'])
    }
    expect(leftBehind(chat)).toEqual([])
  })

  test('when its sender goes away', async () => {
    const chat = await startChat()
    const { socket } = await connectRaw(chat)
    const { authorization } = chat.headers(MEMBER) as { authorization: string }
    socket.write(
      `POST /api/v1/user_uploads HTTP/1.1\r\nHost: ${chat.host}\r\nAuthorization: ${authorization}\r\nContent-Length: 5000\r\n` +
        'Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' +
        'x'.repeat(1000),
    )
    await expect.poll(() => leftBehind(chat).length).toBe(1)
    socket.destroy()
    await expect.poll(() => leftBehind(chat)).toEqual([])
    expect((await chat.call(MEMBER, 'GET', '/attachments')).json['attachments']).toEqual([])
  })

  test('when it stops coming', async () => {
    const chat = await startChat({ quick: { upload: 200 } })
    const { socket, received, closed } = await connectRaw(chat)
    const { authorization } = chat.headers(MEMBER) as { authorization: string }
    socket.write(
      `POST /api/v1/user_uploads HTTP/1.1\r\nHost: ${chat.host}\r\nAuthorization: ${authorization}\r\nContent-Length: 5000\r\n` +
        'Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx',
    )
    await closed
    expect(received()).toMatch(/^HTTP\/1\.1 408 /)
    expect(leftBehind(chat)).toEqual([])
  })
})

describe('over a browser’s session', () => {
  test('an upload from another website is refused', async () => {
    const chat = await startChat()
    const { body, headers } = multipart([{ name: 'f', filename: 'f', content: 'x' }])
    const { status, json } = await ask(chat, '/json/user_uploads', {
      method: 'POST',
      body,
      headers: { ...headers, origin: 'https://evil.test' },
    })
    expect([status, json['code']]).toEqual([403, 'CSRF_FAILED'])
  })
})

/** A browser's login of this user. */
async function login(chat: ChatApi, user: number): Promise<{ cookie: string; token: string }> {
  const secret = await chat.core.auth.preparePassword('correct horse battery staple')
  await chat.core.db.withTransaction((tx) => chat.core.auth.createCredential(tx, user, secret))
  const form = { username: `u${user}@acme.test`, password: 'correct horse battery staple' }
  const answer = await ask(chat, '/json/login', { form })
  return { cookie: cookieOf(answer), token: String(answer.json['csrf_token']) }
}

describe('a browser’s session', () => {
  test('uploads with its token, in a header or the form, and reads with its cookie', async () => {
    const chat = await startChat()
    const { cookie, token } = await login(chat, MEMBER)
    const file = { name: 'f', filename: 'a.txt', content: 'some notes' }
    const put = (parts: readonly Part[], more: Record<string, string> = {}) => {
      const { body, headers } = multipart(parts)
      return ask(chat, '/json/user_uploads', { method: 'POST', body, headers: { ...headers, cookie, ...more } })
    }
    expect((await put([file])).json['code']).toBe('CSRF_FAILED')
    expect((await put([file], { 'x-csrftoken': 'wrong' })).json['code']).toBe('CSRF_FAILED')
    expect(leftBehind(chat)).toEqual([])
    expect((await put([file, { name: 'csrfmiddlewaretoken', content: token }])).json['result']).toBe('success')
    const { json } = await put([file], { 'x-csrftoken': token })
    const shown = await ask(chat, String(json['url']), { headers: { cookie } })
    expect([shown.status, shown.text]).toEqual([200, 'some notes'])
    // As Zulip's web client uploads in pieces: below /api/v1, with the cookie.
    const headers = { cookie, 'tus-resumable': '1.0.0', 'upload-length': '5' }
    expect((await ask(chat, '/api/v1/tus/', { method: 'POST', headers })).status).toBe(201)
  })
})

describe('what a picture is', () => {
  test('is decided by its content, not by its name or what its sender says', async () => {
    const chat = await startChat()
    const real = await read(chat, MEMBER, String((await upload(chat, MEMBER, 'a.html', PNG, 'text/html')).json['url']))
    expect(real.headers).toMatchObject({ 'content-type': 'image/png' })
    expect(real.headers['content-disposition']).toMatch(/^inline; filename="a.html"/)
    const page = '<script>alert(1)</script>'
    const fake = await read(chat, MEMBER, String((await upload(chat, MEMBER, 'a.png', page, 'image/png')).json['url']))
    expect(fake.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
    })
    expect(fake.headers['content-disposition']).toMatch(/^attachment;/)
    expect(fake.headers['content-security-policy']).toContain('sandbox')
  })
})
