import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ExternalContent } from '../../../../server/features/external-content/index.ts'
import { PictureCache } from '../../../../server/features/external-content/picture-cache.ts'
import { createAllowList } from '../../../../server/lib/outgoing/index.ts'
import { untilPasses } from '../../../support/eventually.ts'
import { picture } from '../../../support/pictures.ts'
import { tempFolder } from '../../../support/temp-folder.ts'
import { startWebServer } from '../../../support/web-server.ts'
import { ask } from '../../http/https-server.ts'
import { GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
const get = (chat: Awaited<ReturnType<typeof startChat>>, user: number, path: string) =>
  ask(chat, path, { headers: chat.headers(user) })

/** Pictures of a host that answers when it is told to. */
async function startSlow() {
  const png = await picture(2, 2)
  const asked = new Map<string, () => void>()
  const elsewhere = await startWebServer((request, response) => {
    asked.set(request.url ?? '', () => response.end(png))
  })
  const guard = { allow: createAllowList(['127.0.0.1']) }
  const content = new ExternalContent({ folder: await tempFolder(), key: randomBytes(32), guard })
  await content.open()
  const read = (reader: number, name: string) => {
    return content.read(reader, `http://127.0.0.1:${elsewhere.port}/${name}`)
  }
  const settled = (names: string[]) => untilPasses(() => expect(new Set(asked.keys())).toEqual(new Set(names)))
  const answer = (name: string) => asked.get(name)?.()
  return { read, settled, answer, elsewhere }
}

describe('a picture of elsewhere', () => {
  test('is fetched once, by us, and shown as ours to people of the organization alone', async () => {
    const chat = await startChat()
    const png = await picture(3, 2)
    const elsewhere = await startWebServer((_request, response) =>
      response.writeHead(200, { 'set-cookie': 'a=b' }).end(png),
    )
    const path = chat.external.pathOf(`http://elsewhere.test:${elsewhere.port}/a.png?x=1`)
    expect(path).toMatch(/^\/external_content\/[0-9a-f]{40}\/[0-9a-f]+$/)
    const shown = await Promise.all([MEMBER, GUEST, OWNER].map((user) => get(chat, user, path)))
    for (const { status, headers, bytes } of shown) {
      expect([status, headers['content-type']]).toEqual([200, 'image/png'])
      expect(bytes).toEqual(png)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/)
      expect(headers['set-cookie']).toBeUndefined()
    }
    expect(elsewhere.requests).toHaveLength(1)
    expect(elsewhere.requests[0]).toMatchObject({ url: '/a.png?x=1' })
    expect(JSON.stringify(elsewhere.requests[0]?.headers)).not.toMatch(/cookie|authorization|referer|acme/i)
    expect((await ask(chat, path)).status).toBe(401)
    const again = await ask(chat, path, {
      headers: { ...chat.headers(MEMBER), 'if-none-match': shown[0]?.headers.etag },
    })
    expect(again.status).toBe(304)
  })

  test('is not fetched from an address that we never named', async () => {
    const chat = await startChat()
    const canary = await startWebServer((_request, response) => response.end())
    const named = chat.external.pathOf(`http://127.0.0.1:${canary.port}/a`)
    const [, , proof = '', encoded = ''] = named.split('/')
    const other = Buffer.from(`http://127.0.0.1:${canary.port}/b`).toString('hex')
    const foreign = new ExternalContent({ folder: await tempFolder(), key: randomBytes(32) })
    for (const path of [
      `/external_content/${proof}/${other}`,
      `/external_content/${'0'.repeat(40)}/${encoded}`,
      `/external_content/${proof.toUpperCase()}/${encoded}`,
      `/external_content/${proof}/${encoded}00`,
      `/external_content/${proof}/${encoded.toUpperCase()}`,
      `/external_content/${proof}/${encoded}/..`,
      `/external_content/${proof}/`,
      `/external_content/x/zz`,
      foreign.pathOf(`http://127.0.0.1:${canary.port}/a`),
    ]) {
      expect((await get(chat, MEMBER, path)).status, path).toBe(404)
    }
    expect(canary.connections()).toBe(0)
  })

  test('is one by its first bytes, whatever it is said to be', async () => {
    const chat = await startChat()
    const bomb = gzipSync(Buffer.alloc(60 * 1024 * 1024))
    const huge = await picture(2, 2)
    huge.writeUInt32BE(60_000, 16)
    huge.writeUInt32BE(60_000, 20)
    const answers: Record<string, [status: number, type: string, body: Buffer | string, encoding?: string]> = {
      svg: [200, 'image/svg+xml', SVG],
      disguised: [200, 'image/png', SVG],
      page: [200, 'image/png', '<html><script>alert(1)</script>'],
      polyglot: [200, 'image/gif', 'GIF'],
      bomb: [200, 'image/png', bomb, 'gzip'],
      huge: [200, 'image/png', huge],
      missing: [404, 'image/png', await picture(2, 2)],
      pdf: [200, 'image/png', '%PDF-1.7'],
      film: [200, 'image/png', '\0\0\0\x18ftypisom'],
    }
    const elsewhere = await startWebServer((request, response) => {
      const [status, type, body, encoding] = answers[(request.url ?? '').slice(1)] ?? [500, '', '']
      response
        .writeHead(status, { 'content-type': type, ...(encoding ? { 'content-encoding': encoding } : {}) })
        .end(body)
    })
    for (const name of Object.keys(answers)) {
      const { status, headers } = await get(
        chat,
        MEMBER,
        chat.external.pathOf(`http://elsewhere.test:${elsewhere.port}/${name}`),
      )
      expect([name, status, headers['content-type']]).toEqual([name, 404, 'application/json; charset=utf-8'])
    }
    for (const kind of ['png', 'jpeg', 'gif', 'webp', 'avif'] as const) {
      answers[kind] = [200, 'application/octet-stream', await picture(4, 4, kind)]
      const { status, headers } = await get(
        chat,
        MEMBER,
        chat.external.pathOf(`http://elsewhere.test:${elsewhere.port}/${kind}`),
      )
      expect([status, headers['content-type']]).toEqual([200, `image/${kind}`])
    }
    // What could not be had is left alone for a while.
    const asked = elsewhere.requests.length
    await get(chat, OWNER, chat.external.pathOf(`http://elsewhere.test:${elsewhere.port}/missing`))
    expect(elsewhere.requests).toHaveLength(asked)
  })

  test('does not come from inside, and not at all when previews are switched off', async () => {
    const chat = await startChat()
    const canary = await startWebServer((_request, response) => response.end(), { host: '127.0.0.3' })
    for (const url of [
      `http://127.0.0.3:${canary.port}/a.png`,
      'http://169.254.169.254/a.png',
      'file:///etc/passwd',
      'x',
    ]) {
      expect((await get(chat, MEMBER, chat.external.pathOf(url))).status).toBe(404)
    }
    expect(canary.connections()).toBe(0)
    const png = await picture(2, 2)
    const elsewhere = await startWebServer((_request, response) => response.end(png))
    const path = chat.external.pathOf(`http://elsewhere.test:${elsewhere.port}/`)
    const off = await chat.call(OWNER, 'PATCH', '/realm', { inline_image_preview: false })
    expect(off.json).toMatchObject({ result: 'success' })
    expect((await get(chat, MEMBER, path)).status).toBe(404)
    await chat.call(OWNER, 'PATCH', '/realm', { inline_url_embed_preview: true })
    expect((await get(chat, MEMBER, path)).status).toBe(200)
  })
})

describe('a reader who asks for much', () => {
  test('waits in a line of their own, and others go past it', async () => {
    const { read, settled, answer } = await startSlow()
    const mine = ['a', 'b', 'c', 'd'].map((name) => read(MEMBER, name))
    await settled(['/a', '/b'])
    const others = [read(OTHER, 'x'), read(OTHER, 'd')]
    await settled(['/a', '/b', '/x', '/d'])
    for (const name of ['/x', '/d']) answer(name)
    await Promise.all(others)
    answer('/a')
    await settled(['/a', '/b', '/x', '/d', '/c'])
    for (const name of ['/b', '/c']) answer(name)
    // What the other had fetched meanwhile is not asked for again.
    await Promise.all(mine)
    await settled(['/a', '/b', '/x', '/d', '/c'])
  })

  test('is refused for the moment, and the picture is not taken for missing', async () => {
    const { read, settled, answer, elsewhere } = await startSlow()
    const line = Array.from({ length: 202 }, (_, i) => read(MEMBER, `${i % 2}`))
    await settled(['/0', '/1'])
    await expect(read(MEMBER, 'late')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    for (const name of ['/0', '/1']) answer(name)
    expect((await Promise.all(line)).length).toBe(202)
    expect(elsewhere.requests).toHaveLength(2)
    const late = read(MEMBER, 'late')
    await settled(['/0', '/1', '/late'])
    answer('/late')
    expect(await late).toMatchObject({ type: 'image/png' })
  })
})

describe('what was fetched', () => {
  test('stays within its space: what nobody looked at for longest goes', async () => {
    const folder = await tempFolder()
    const cache = new PictureCache(folder, 1000)
    await cache.open()
    for (const name of ['a', 'b', 'c']) await cache.put(name, 'image/png', Buffer.alloc(300))
    expect(await cache.find('a')).toMatchObject({ size: 300, type: 'image/png' })
    await cache.put('d', 'image/gif', Buffer.alloc(300))
    const found = await Promise.all(['a', 'b', 'c', 'd'].map((name) => cache.find(name)))
    expect(found.map((one) => one !== undefined)).toEqual([true, false, true, true])
    await cache.put('d', 'image/png', Buffer.alloc(200))
    expect(readdirSync(folder)).toHaveLength(3)
    // What is written within one tick of the clock has the same time.
    utimesSync((await cache.find('a'))?.path ?? '', 1, 1)
    // A crash leaves what it was writing.
    writeFileSync(join(folder, 'incoming-x'), 'half')
    const next = new PictureCache(folder, 500)
    await next.open()
    expect(readdirSync(folder)).toHaveLength(2)
    expect(await next.find('d')).toMatchObject({ size: 200, type: 'image/png' })
  })

  test('is never removed by what makes room for it, also when many come at once', async () => {
    const folder = await tempFolder()
    const cache = new PictureCache(folder, 1000)
    await cache.open()
    const names = Array.from({ length: 60 }, (_, i) => `${(i * 7) % 5}`)
    await Promise.all(names.map((name) => cache.put(name, 'image/png', Buffer.alloc(300))))
    expect(readdirSync(folder)).toHaveLength(3)
    const found = await Promise.all(['0', '1', '2', '3', '4'].map((name) => cache.find(name)))
    expect(found.filter((one) => one && existsSync(one.path))).toHaveLength(3)
  })

  test('is fetched again when somebody has emptied the folder', async () => {
    const { read, settled, answer, elsewhere } = await startSlow()
    const first = read(MEMBER, 'a')
    await settled(['/a'])
    answer('/a')
    const { path } = await first
    rmSync(path)
    const again = read(OTHER, 'a')
    await untilPasses(() => expect(elsewhere.requests).toHaveLength(2))
    answer('/a')
    expect(await again).toMatchObject({ path })
    expect(existsSync(path)).toBe(true)
  })

  test('is shown on when the other side is away', async () => {
    const folder = await tempFolder()
    const guard = { allow: createAllowList(['127.0.0.1']) }
    const png = await picture(2, 2)
    const elsewhere = await startWebServer((_request, response) =>
      response.writeHead(elsewhere.requests.length > 1 ? 500 : 200).end(png),
    )
    const url = `http://127.0.0.1:${elsewhere.port}/`
    const cache = new PictureCache(folder, 1000)
    const content = new ExternalContent({ folder, key: randomBytes(32), guard })
    await content.open()
    const first = await content.read(MEMBER, url)
    utimesSync(first.path, 1, 1)
    await cache.open()
    expect(await cache.find(url)).toMatchObject({ at: 1000 })
    const later = new ExternalContent({ folder, key: randomBytes(32), guard })
    await later.open()
    expect(await later.read(MEMBER, url)).toMatchObject({ path: first.path, size: png.length })
    expect(elsewhere.requests).toHaveLength(2)
  })
})
