import { describe, expect, test } from 'vitest'
import { factsOf } from '../../../support/pictures.ts'
import { ask } from '../../http/https-server.ts'
import { ADMIN, type ChatApi, GUEST, MEMBER, OWNER, startChat } from '../chat-api.ts'
import { type Part, PNG, post, read } from '../files/uploading.ts'

const picture: Part = { name: 'file-0', filename: 'logo.png', content: PNG }
const stateOf = async (chat: ChatApi) => (await chat.listen(MEMBER, { event_types: ['realm'] })).state

describe('the organization’s icon', () => {
  test('is generated, uploaded and taken back, and everybody sees it before the login', async () => {
    const chat = await startChat()
    const guest = await chat.listen(GUEST, { event_types: ['realm'] })
    const url = (version: number) => `/user_avatars/1/realm/icon.png?version=${version}`
    expect(guest.state).toMatchObject({ realm_icon_url: url(1), realm_icon_source: 'G', max_icon_file_size_mib: 5 })
    const generated = await ask(chat, url(1))
    expect([generated.status, generated.headers['content-type']]).toEqual([200, 'image/png'])
    expect((await post(chat, ADMIN, '/realm/icon', [picture])).json).toEqual({ result: 'success', msg: '' })
    const shown = await ask(chat, url(2))
    expect(shown.headers['content-type']).toBe('image/png')
    expect(await factsOf(shown.bytes)).toEqual({ format: 'png', width: 100, height: 100, frames: 1 })
    expect((await read(chat, GUEST, '/api/v1/realm/icon')).bytes.equals(shown.bytes)).toBe(true)
    expect((await ask(chat, '/api/v1/server_settings')).json['realm_icon']).toBe(url(2))
    expect((await chat.call(OWNER, 'DELETE', '/realm/icon')).json['result']).toBe('success')
    const update = { op: 'update_dict', property: 'default' }
    expect(await guest.events()).toMatchObject([
      { ...update, data: { icon_url: url(2), icon_source: 'U' } },
      { ...update, data: { icon_url: url(3), icon_source: 'G' } },
    ])
  })
})

describe('the organization’s logo', () => {
  test('is one for the day and one for the night', async () => {
    const chat = await startChat()
    expect(await stateOf(chat)).toMatchObject({
      realm_logo_url: '',
      realm_logo_source: 'D',
      realm_night_logo_source: 'D',
    })
    // Its web client names the night after the file.
    const answer = await post(chat, OWNER, '/realm/logo', [picture, { name: 'night', content: 'true' }])
    expect(answer.json['result']).toBe('success')
    const night = '/user_avatars/1/realm/night_logo.png?version=2'
    expect(await stateOf(chat)).toMatchObject({ realm_logo_source: 'D', realm_night_logo_url: night })
    expect((await ask(chat, night)).status).toBe(200)
    expect((await ask(chat, '/user_avatars/1/realm/logo.png')).status).toBe(404)
    expect((await read(chat, GUEST, '/api/v1/realm/logo?night=true')).status).toBe(200)
    await chat.call(OWNER, 'DELETE', '/realm/logo', { night: true })
    expect(await stateOf(chat)).toMatchObject({ realm_night_logo_url: '', realm_night_logo_source: 'D' })
  })
})

describe('pictures of the organization are not changed', () => {
  test.for([MEMBER, GUEST])('by user %i, who does not administer it', async (user) => {
    const chat = await startChat()
    for (const path of ['/realm/icon', '/realm/logo']) {
      const attempts = [await post(chat, user, path, [picture]), await chat.call(user, 'DELETE', path)]
      for (const { json } of attempts) {
        expect([json['code'], json['msg']]).toEqual(['UNAUTHORIZED_PRINCIPAL', 'Must be an organization administrator'])
      }
    }
  })

  test('to what is no picture, or to none', async () => {
    const chat = await startChat()
    const svg = { ...picture, content: '<svg xmlns="http://www.w3.org/2000/svg"/>' }
    for (const kind of ['icon', 'logo']) {
      expect((await post(chat, OWNER, `/realm/${kind}`, [svg])).json['msg']).toMatch(/Could not decode/)
      const missing = await chat.call(OWNER, 'POST', `/realm/${kind}`)
      expect(missing.json['msg']).toBe(`You must upload exactly one ${kind}.`)
    }
    expect(await stateOf(chat)).toMatchObject({ realm_icon_source: 'G', realm_logo_source: 'D' })
  })
})
