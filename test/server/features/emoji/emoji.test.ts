import { describe, expect, test } from 'vitest'
import { animation, factsOf, picture } from '../../../support/pictures.ts'
import { ask } from '../../http/https-server.ts'
import { ADMIN, type ChatApi, GUEST, MEMBER, OTHER, startChat } from '../chat-api.ts'
import { PNG, post, read } from '../files/uploading.ts'

type Emoji = { id: string; name: string; source_url: string; still_url: string | null; deactivated: boolean }

const add = (chat: ChatApi, user: number, name: string, content: string | Buffer = PNG, filename = 'a.png') =>
  post(chat, user, `/realm/emoji/${encodeURIComponent(name)}`, [{ name: 'file', filename, content }])

async function list(chat: ChatApi, user = MEMBER): Promise<Emoji[]> {
  return Object.values((await chat.call(user, 'GET', '/realm/emoji')).json['emoji'] as Record<string, Emoji>)
}

describe('a custom emoji', () => {
  test('is added before everybody’s eyes, shown, used and ended', async () => {
    const chat = await startChat()
    const guest = await chat.listen(GUEST, { event_types: ['realm_emoji'] })
    expect(guest.state['realm_emoji']).toEqual({})
    expect((await add(chat, MEMBER, 'Green Tick')).json).toEqual({ result: 'success', msg: '' })
    const [emoji] = await list(chat)
    const { id, source_url } = emoji ?? { id: '', source_url: '' }
    expect(emoji).toEqual({
      id,
      name: 'green_tick',
      source_url,
      still_url: null,
      deactivated: false,
      author_id: MEMBER,
    })
    expect(source_url).toMatch(/^\/user_avatars\/1\/emoji\/images\/[\w-]{24}\.png$/)
    const shown = await read(chat, GUEST, source_url)
    expect([shown.status, shown.headers['content-type']]).toEqual([200, 'image/png'])
    expect(await factsOf(shown.bytes)).toEqual({ format: 'png', width: 64, height: 64, frames: 1 })
    expect((await ask(chat, source_url)).status).toBe(401)
    expect((await chat.call(MEMBER, 'DELETE', '/realm/emoji/green_tick')).json['result']).toBe('success')
    const ended = { [id]: { ...emoji, deactivated: true } }
    expect(await guest.events()).toMatchObject([
      { op: 'update', realm_emoji: { [id]: emoji } },
      { op: 'update', realm_emoji: ended },
    ])
    expect((await chat.listen(OTHER)).state['realm_emoji']).toEqual(ended)
    // Old messages still show it.
    expect((await read(chat, OTHER, source_url)).status).toBe(200)
    expect((await add(chat, OTHER, 'green_tick')).json['result']).toBe('success')
    expect(await list(chat)).toHaveLength(2)
  })

  test('reacts by its name', async () => {
    const chat = await startChat()
    await add(chat, MEMBER, 'shipit')
    const { json } = await chat.call(MEMBER, 'POST', '/messages', { type: 'direct', to: [OTHER], content: 'done' })
    const path = `/messages/${json['id'] as number}/reactions`
    expect((await chat.call(OTHER, 'POST', path, { emoji_name: 'shipit' })).json['result']).toBe('success')
    const [emoji] = await list(chat)
    const { json: message } = await chat.call(MEMBER, 'GET', `/messages/${json['id'] as number}`)
    expect(message['message']).toMatchObject({
      reactions: [{ emoji_name: 'shipit', emoji_code: emoji?.id, reaction_type: 'realm_emoji', user_id: OTHER }],
    })
  })

  test('that moves has its first frame as a still', async () => {
    const chat = await startChat()
    await add(chat, MEMBER, 'moving', await animation(30, 20))
    await add(chat, MEMBER, 'standing', await picture(30, 20, 'gif'))
    await add(chat, MEMBER, 'webp', await animation(200, 100, 'webp'))
    const [moving, standing, webp] = await list(chat)
    expect(standing?.still_url).toBeNull()
    for (const emoji of [moving, webp]) {
      const [source, still] = [
        await read(chat, MEMBER, emoji?.source_url ?? ''),
        await read(chat, MEMBER, emoji?.still_url ?? ''),
      ]
      expect([source.headers['content-type'], still.headers['content-type']]).toEqual(['image/webp', 'image/webp'])
      const shape = { format: 'webp', width: 64, height: 64 }
      expect(await factsOf(source.bytes)).toEqual({ ...shape, frames: 3 })
      expect(await factsOf(still.bytes)).toEqual({ ...shape, frames: 1 })
    }
  })

  test('keeps one name when two are added at once', async () => {
    const chat = await startChat()
    const answers = await Promise.all([add(chat, MEMBER, 'twin'), add(chat, OTHER, 'twin')])
    expect(answers.map(({ json }) => String(json['msg'])).sort()).toEqual([
      '',
      'A custom emoji with this name already exists.',
    ])
  })

  test('is ended by who added it or an administrator alone', async () => {
    const chat = await startChat()
    await add(chat, MEMBER, 'ours')
    const refused = await chat.call(OTHER, 'DELETE', '/realm/emoji/ours')
    expect(refused.json['msg']).toBe('Must be an organization administrator or emoji author')
    expect((await chat.call(ADMIN, 'DELETE', '/realm/emoji/ours')).json['result']).toBe('success')
    const gone = await chat.call(ADMIN, 'DELETE', '/realm/emoji/ours')
    expect([gone.status, gone.json['code'], gone.json['msg']]).toEqual([
      404,
      'BAD_REQUEST',
      "Emoji 'ours' does not exist",
    ])
  })

  test('is not added by guests, nor in place of a common one by members', async () => {
    const chat = await startChat()
    expect((await add(chat, GUEST, 'ours')).json['msg']).toBe('Insufficient permission')
    expect((await add(chat, MEMBER, 'smile')).json['msg']).toBe('Only administrators can override default emoji.')
    expect((await add(chat, ADMIN, 'smile')).json['result']).toBe('success')
  })

  test('has a name that can be written between colons', async () => {
    const chat = await startChat()
    for (const [name, msg] of [
      ['bad!name', /must contain only/],
      ['../../etc', /must contain only/],
      ['end_', /must end with/],
      [' ', /is missing/],
    ] as const) {
      expect((await add(chat, MEMBER, name)).json['msg']).toMatch(msg)
    }
    expect(await list(chat)).toEqual([])
  })
})

describe('what is no picture', () => {
  const huge = Buffer.from(PNG)
  huge.writeUInt32BE(60_000, 16)
  const gif = Buffer.from('47494638396101000100800000ffffff00000021f904000a000000', 'hex')

  const refused = [
    [
      'SVG under another name',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      /Could not decode/,
    ],
    ['a page', Buffer.from('<html><script>alert(1)</script>'), /Could not decode/],
    ['nothing', Buffer.alloc(0), /Could not decode/],
    ['half a picture', PNG.subarray(0, 20), /Could not decode/],
    ['half an animation', gif, /Could not decode/],
    ['a picture whose data are missing', PNG.subarray(0, 45), /Could not decode/],
    ['a picture that is large only when it is drawn', huge, /Image size exceeds limit/],
  ] as const

  test('is refused, whatever it is called', async () => {
    const chat = await startChat()
    for (const [what, content, msg] of refused) {
      const { status, json } = await add(chat, MEMBER, 'bad', content)
      expect([what, status, json['code']]).toEqual([what, 400, 'BAD_REQUEST'])
      expect(json['msg']).toMatch(msg)
    }
    expect(await list(chat)).toEqual([])
  })

  test('is refused when it is missing or too large', async () => {
    const chat = await startChat()
    expect((await chat.call(MEMBER, 'POST', '/realm/emoji/bad', {})).json['msg']).toBe(
      'You must upload exactly one file.',
    )
    const large = Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)])
    expect((await add(chat, MEMBER, 'bad', large)).json['msg']).toMatch(/larger than the allowed limit of 5 MiB/)
  })
})
