import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { initialsOf } from '../../../../server/features/files/default-picture.ts'
import { factsOf } from '../../../support/pictures.ts'
import { ask } from '../../http/https-server.ts'
import { type ChatApi, GUEST, MEMBER, OTHER, startChat } from '../chat-api.ts'
import { PNG, post, read } from '../files/uploading.ts'

const put = (chat: ChatApi, user: number, content: string | Buffer = PNG) =>
  post(chat, user, '/users/me/avatar', [{ name: 'file', filename: 'me.png', content }])

describe('a picture of oneself', () => {
  test('is shown by default with initials, to programs as a pattern', async () => {
    const chat = await startChat()
    const page = await read(chat, GUEST, `/avatar/${MEMBER}`, { accept: 'image/avif,image/svg+xml,*/*' })
    expect(page.headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'x-content-type-options': 'nosniff',
      vary: 'Accept',
    })
    expect(page.headers['content-security-policy']).toContain('sandbox')
    expect(page.text).toContain('>U3</text>')
    for (const [path, side] of [
      [`/avatar/${MEMBER}`, 100],
      [`/avatar/u${MEMBER}@acme.test/medium`, 500],
    ] as const) {
      const { bytes, headers } = await read(chat, GUEST, path)
      expect([headers['content-type'], bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([
        'image/png',
        side,
        side,
      ])
    }
    expect((await ask(chat, `/avatar/${MEMBER}`)).status).toBe(401)
    expect((await read(chat, GUEST, '/avatar/999')).status).toBe(404)
  })

  test('is uploaded, told to everybody, shown in lists and messages, and taken back', async () => {
    const chat = await startChat()
    const { call } = chat
    const other = await chat.listen(OTHER, { event_types: ['realm_user'] })
    const before = `/avatar/${MEMBER}?v=1`
    expect((await call(OTHER, 'GET', `/users/${MEMBER}`)).json['user']).toMatchObject({
      avatar_url: before,
      avatar_version: 1,
    })
    const { json } = await put(chat, MEMBER)
    const url = `/avatar/${MEMBER}?v=2`
    expect(json).toEqual({ result: 'success', msg: '', avatar_url: url })
    const picture = await read(chat, OTHER, url)
    expect(picture.headers['content-type']).toBe('image/png')
    expect(await factsOf(picture.bytes)).toEqual({ format: 'png', width: 100, height: 100, frames: 1 })
    const medium = await read(chat, OTHER, `/avatar/${MEMBER}/medium?v=2`)
    expect(await factsOf(medium.bytes)).toEqual({ format: 'png', width: 500, height: 500, frames: 1 })
    expect(picture.headers['cache-control']).toBe('private, max-age=86400')
    const { json: sent } = await call(MEMBER, 'POST', '/messages', { type: 'direct', to: [OTHER], content: 'hi' })
    const { json: message } = await call(OTHER, 'GET', `/messages/${sent['id'] as number}`)
    expect(message['message']).toMatchObject({ avatar_url: url })
    const own = (await chat.listen(MEMBER)).state
    expect(own).toMatchObject({
      avatar_source: 'U',
      avatar_url: url,
      avatar_url_medium: `/avatar/${MEMBER}/medium?v=2`,
    })
    expect((await call(MEMBER, 'GET', '/users/me')).json['avatar_url']).toBe(url)
    const removed = await call(MEMBER, 'DELETE', '/users/me/avatar')
    expect(removed.json['avatar_url']).toBe(`/avatar/${MEMBER}?v=3`)
    const person = (version: number, avatar_source: string) => ({
      user_id: MEMBER,
      avatar_url: `/avatar/${MEMBER}?v=${version}`,
      avatar_url_medium: `/avatar/${MEMBER}/medium?v=${version}`,
      avatar_source,
      avatar_version: version,
    })
    expect((await other.events()).map((event) => event['person'])).toEqual([person(2, 'U'), person(3, 'G')])
    const files = readdirSync(chat.uploads, { recursive: true, withFileTypes: true }).filter((f) => f.isFile())
    expect(files).toEqual([])
  })

  test.for([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>', /Could not decode/],
    ['half a picture', PNG.subarray(0, 45), /Could not decode/],
    ['a picture that is too large', Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)]), /limit of 5 MiB/],
  ] as const)('cannot be %s', async ([, content, msg]) => {
    const chat = await startChat()
    expect((await put(chat, MEMBER, content)).json['msg']).toMatch(msg)
    expect((await chat.listen(MEMBER)).state['avatar_source']).toBe('G')
  })

  test('cannot be nothing', async () => {
    const { call } = await startChat()
    expect((await call(MEMBER, 'POST', '/users/me/avatar')).json['msg']).toBe('You must upload exactly one avatar.')
  })

  test.for([
    ['Ada Lovelace', 'AL'],
    ['prince', 'P'],
    ['Jean-Luc de Picard', 'JP'],
    ['李小龍', '李'],
    ['<script>', 'S'],
    ['…', '?'],
  ] as const)('has the initials of %j: %s', ([name, initials]) => {
    expect(initialsOf(name)).toBe(initials)
  })
})
