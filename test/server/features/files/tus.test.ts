import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Ask, ask, connectRaw, type Reply } from '../../http/https-server.ts'
import { type ChatApi, MEMBER, OTHER, startChat } from '../chat-api.ts'
import { read } from './uploading.ts'

const TUS = '/api/v1/tus/'
const PIECE = 'application/offset+octet-stream'
/** Longer than a busy machine needs. */
const base64 = (text: string) => Buffer.from(text).toString('base64')

function tus(
  chat: ChatApi,
  user: number,
  method: string,
  path: string,
  { headers, ...rest }: Ask = {},
): Promise<Reply> {
  return ask(chat, path, { method, headers: { ...chat.headers(user), 'tus-resumable': '1.0.0', ...headers }, ...rest })
}

/** @returns the new upload's address */
async function begin(chat: ChatApi, length: number, name = 'long film.txt'): Promise<string> {
  const metadata = `filename ${base64(name)},filetype ${base64('text/plain')}`
  const headers = { 'upload-length': length, 'upload-metadata': metadata }
  const created = await tus(chat, MEMBER, 'POST', TUS, { headers })
  expect(created.status).toBe(201)
  return String(created.headers.location)
}

const send = (chat: ChatApi, path: string, offset: number, body: string, more: Record<string, string> = {}) =>
  tus(chat, MEMBER, 'PATCH', path, { body, headers: { 'content-type': PIECE, 'upload-offset': offset, ...more } })

const offsetOf = async (chat: ChatApi, path: string) => (await tus(chat, MEMBER, 'HEAD', path)).headers['upload-offset']

const filesOf = ({ uploads }: ChatApi) =>
  readdirSync(uploads, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())

describe('an upload in pieces', () => {
  test('goes on where it stopped and becomes an attachment', async () => {
    const chat = await startChat()
    const owner = await chat.listen(MEMBER, { event_types: ['attachment'] })
    const path = await begin(chat, 10)
    expect(path).toMatch(/^\/api\/v1\/tus\/[\w-]{24}$/)
    const first = await send(chat, path, 0, 'some')
    expect([first.status, first.headers['upload-offset'], first.headers['tus-resumable']]).toEqual([204, '4', '1.0.0'])
    const head = await tus(chat, MEMBER, 'HEAD', path)
    expect(head.headers).toMatchObject({ 'upload-offset': '4', 'upload-length': '10', 'cache-control': 'no-store' })
    const last = await send(chat, path, 4, ' notes')
    expect([last.status, last.headers['upload-offset'], last.json['filename']]).toEqual([200, '10', 'long film.txt'])
    expect((await read(chat, MEMBER, String(last.json['url']))).text).toBe('some notes')
    expect(await owner.events()).toMatchObject([{ op: 'add', attachment: { name: 'long film.txt', size: 10 } }])
    expect((await tus(chat, MEMBER, 'HEAD', path)).status).toBe(404)
    expect(filesOf(chat)).toHaveLength(1)
  })

  test('keeps what came before the connection broke', async () => {
    const chat = await startChat()
    const path = await begin(chat, 10)
    const { authorization } = chat.headers(MEMBER) as { authorization: string }
    const { socket } = await connectRaw(chat)
    socket.write(
      `PATCH ${path} HTTP/1.1\r\nHost: ${chat.host}\r\nAuthorization: ${authorization}\r\nTus-Resumable: 1.0.0\r\n` +
        `Upload-Offset: 0\r\nContent-Type: ${PIECE}\r\nContent-Length: 10\r\n\r\nsome`,
    )
    const sizes = () => filesOf(chat).map((file) => statSync(join(file.parentPath, file.name)).size)
    await expect.poll(sizes).toEqual([4])
    // The broken connection still looks open to the host: it gives way to the new one.
    expect(await offsetOf(chat, path)).toBe('4')
    expect((await send(chat, path, 4, ' notes')).status).toBe(200)
    socket.destroy()
  })

  test('may be empty, and is given up by its sender', async () => {
    const chat = await startChat()
    const headers = { 'upload-length': 0 }
    const empty = await tus(chat, MEMBER, 'POST', TUS, { headers })
    expect(empty.json).toMatchObject({ result: 'success', filename: 'uploaded-file' })
    const path = await begin(chat, 10)
    await send(chat, path, 0, 'some')
    expect((await tus(chat, MEMBER, 'DELETE', path)).status).toBe(204)
    expect((await send(chat, path, 4, ' notes')).status).toBe(404)
    expect(filesOf(chat)).toHaveLength(1)
  })

  test('tells what it can', async () => {
    const chat = await startChat()
    const { status, headers } = await ask(chat, TUS, { method: 'OPTIONS' })
    expect([status, headers['tus-version'], headers['tus-extension'], headers['tus-max-size']]).toEqual([
      204,
      '1.0.0',
      'creation,termination',
      String(1024 * 1024),
    ])
  })
})

describe('an upload in pieces is refused', () => {
  test('to others, and without a login', async () => {
    const chat = await startChat()
    const path = await begin(chat, 10)
    for (const method of ['HEAD', 'DELETE', 'PATCH']) {
      const headers = { 'upload-offset': 0 }
      expect([method, (await tus(chat, OTHER, method, path, { headers })).status]).toEqual([method, 404])
      expect([method, (await ask(chat, path, { method, headers })).status]).toEqual([method, 401])
    }
    expect(await offsetOf(chat, path)).toBe('0')
  })

  test('to a page of another website, which a browser lends its cookie', async () => {
    const chat = await startChat()
    const headers = { 'tus-resumable': '1.0.0', origin: 'https://evil.test', 'upload-length': '5' }
    expect((await ask(chat, TUS, { method: 'POST', headers })).json['code']).toBe('CSRF_FAILED')
  })

  test('when it breaks the protocol', async () => {
    const chat = await startChat()
    const path = await begin(chat, 10)
    expect((await send(chat, path, 3, 'some')).status).toBe(409)
    expect((await send(chat, path, 0, 'more than there can be')).status).toBe(413)
    expect((await send(chat, path, 0, 'some', { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await send(chat, path, 0, 'some', { 'tus-resumable': '0.2.0' })).status).toBe(412)
    const bad = async (length: string | number) => {
      const headers = { 'upload-length': length }
      return (await tus(chat, MEMBER, 'POST', TUS, { headers })).status
    }
    expect([await bad(-1), await bad('many'), await bad(1024 * 1024 + 1)]).toEqual([400, 400, 413])
    expect((await send(chat, `${TUS}../../etc`, 0, 'x')).status).toBe(404)
    expect(await offsetOf(chat, path)).toBe('0')
  })

  test('when there are too many, or it would exceed the quota', async () => {
    const chat = await startChat({ fileLimits: { maxFileMib: 1, quotaMib: 0 } })
    const path = await begin(chat, 4)
    expect((await send(chat, path, 0, 'some')).json['msg']).toMatch(/upload quota/)
    expect(filesOf(chat)).toEqual([])
    for (let i = 0; i < 20; i++) await begin(chat, 4)
    const headers = { 'upload-length': 4 }
    expect((await tus(chat, MEMBER, 'POST', TUS, { headers })).status).toBe(429)
  })
})
