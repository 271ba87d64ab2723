import { get as getHttps } from 'node:https'
import { describe, expect, test } from 'vitest'
import { type FilmLimits, Films } from '../../../../server/features/external-content/films.ts'
import { createAllowList } from '../../../../server/lib/outgoing/index.ts'
import { untilPasses } from '../../../support/eventually.ts'
import { picture } from '../../../support/pictures.ts'
import { startWebServer } from '../../../support/web-server.ts'
import { ask } from '../../http/https-server.ts'
import { type ChatApi, GUEST, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'
import { filmBytes, startCinema } from './elsewhere.ts'

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
const PAGE = '<!doctype html><script>alert(1)</script>'
const FILM = filmBytes(5000)

const get = (chat: ChatApi, path: string, range?: string, user = MEMBER) =>
  ask(chat, path, { headers: { ...chat.headers(user), ...(range === undefined ? {} : { range }) } })
const pathOf = (chat: ChatApi, port: number, file = 'a.mp4') =>
  chat.external.filmPathOf(`http://elsewhere.test:${port}/${file}`)
const noFilm = { result: 'error', code: 'NOT_FOUND', msg: 'There is no such film' }

describe('a film of elsewhere', () => {
  test('is in the message, and comes from us, whole or in the parts that a player asks for', async () => {
    const chat = await startChat()
    const secrets = { 'set-cookie': 'a=b', 'access-control-allow-origin': '*', etag: '"x"', 'x-own': 'y' }
    const elsewhere = await startCinema(FILM, 'video/mp4; codecs=avc1', secrets)
    const url = `http://elsewhere.test:${elsewhere.port}/a.mp4`
    const { json } = await chat.call(OWNER, 'POST', '/messages/render', { content: url })
    const [, src = ''] =
      /<video data-video-original-url="[^"]+" preload="metadata" src="([^"]+)"/.exec(String(json['rendered'])) ?? []
    expect(src).toBe(chat.external.filmPathOf(url))

    const whole = await get(chat, src)
    expect([whole.status, whole.bytes.equals(FILM)]).toEqual([200, true])
    expect(whole.headers).toMatchObject({ 'content-length': '5000', 'accept-ranges': 'bytes' })
    for (const [range, from, to] of [
      ['bytes=0-', 0, 4999],
      ['bytes=0-1', 0, 1],
      ['bytes=1000-1999', 1000, 1999],
      ['bytes=-500', 4500, 4999],
      ['bytes=4990-9999', 4990, 4999],
    ] as const) {
      const { status, headers, bytes } = await get(chat, src, range, GUEST)
      expect([range, status, headers['content-range']]).toEqual([range, 206, `bytes ${from}-${to}/5000`])
      expect([headers['content-length'], bytes.equals(FILM.subarray(from, to + 1))]).toEqual([`${to - from + 1}`, true])
      expect(headers).toMatchObject({
        'content-type': 'video/mp4',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'private, no-store',
      })
      expect(headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/)
      for (const name of Object.keys(secrets)) expect(headers[name]).toBeUndefined()
    }
    expect(JSON.stringify(elsewhere.requests)).not.toMatch(/cookie|authorization|referer|acme/i)
    const head = await ask(chat, src, { method: 'HEAD', headers: chat.headers(MEMBER) })
    expect([head.status, head.headers['content-length'], head.bytes.length]).toEqual([200, '5000', 0])
  })

  test('has an end, beyond which there is nothing', async () => {
    const chat = await startChat()
    const elsewhere = await startCinema(FILM)
    const { status, headers, bytes } = await get(chat, pathOf(chat, elsewhere.port), 'bytes=5000-')
    expect([status, headers['content-range'], bytes.length]).toEqual([416, 'bytes */5000', 0])
    // What nobody can read is not passed on, and everything comes.
    for (const range of ['bytes=5-2', 'bytes=-0', 'bytes=0-1,4-5', 'lines=1-2', `bytes=${'9'.repeat(30)}-`]) {
      expect((await get(chat, pathOf(chat, elsewhere.port), range)).status, range).toBe(200)
      expect(elsewhere.requests.at(-1)?.headers.range, range).toBeUndefined()
    }
  })

  test('is for people of the organization, at addresses that we named, while previews are on', async () => {
    const chat = await startChat()
    const elsewhere = await startCinema(FILM)
    const png = await picture(2, 2)
    const gallery = await startWebServer((_request, response) => response.end(png))
    const path = pathOf(chat, elsewhere.port)
    expect((await ask(chat, path)).status).toBe(401)
    const [, , proof = '', encoded = ''] = path.split('/')
    const other = Buffer.from(`http://elsewhere.test:${elsewhere.port}/b.mp4`).toString('hex')
    for (const forged of [
      `/external_content/${proof}/${other}`,
      `/external_content/${'0'.repeat(40)}/${encoded}`,
      // Neither does the proof of one kind hold for the other.
      chat.external.pathOf(`http://elsewhere.test:${elsewhere.port}/a.mp4`),
      pathOf(chat, gallery.port, 'a.png'),
    ]) {
      expect((await get(chat, forged)).status, forged).toBe(404)
    }
    expect(elsewhere.requests.map(({ url }) => url)).toEqual(['/a.mp4'])
    await chat.call(OWNER, 'PATCH', '/realm', { inline_image_preview: false, inline_url_embed_preview: true })
    const off = await get(chat, pathOf(chat, elsewhere.port, 'c.mp4'))
    expect([off.status, off.json]).toEqual([404, noFilm])
    expect(elsewhere.requests).toHaveLength(1)
  })

  test('is nothing else, whatever the other side says', async () => {
    const chat = await startChat()
    const film = (headers: Record<string, string | number>, status = 200, body: Buffer | string = FILM) =>
      [status, headers, body] as const
    const mp4 = { 'content-type': 'video/mp4' }
    const octets = { 'content-type': 'application/octet-stream' }
    const bad: Record<string, ReturnType<typeof film>> = {
      'page.mp4': film({ 'content-type': 'text/html' }, 200, PAGE),
      'svg.mp4': film({ 'content-type': 'image/svg+xml' }, 200, SVG),
      'both.mp4': film({ 'content-type': 'text/html, video/mp4' }),
      'untyped.mp4': film({}),
      'quicktime.mp4': film({ 'content-type': 'video/quicktime' }),
      'page-as-film.mp4': film(mp4, 200, PAGE),
      'svg-as-film.mp4': film(octets, 200, SVG),
      'mp4-as-webm.webm': film({ 'content-type': 'video/webm' }),
      'short.mp4': film({ ...mp4, 'transfer-encoding': 'chunked' }, 200, '\0'),
      'missing.mp4': film({ 'content-type': 'text/html' }, 404, PAGE),
      'refused.mp4': film(mp4, 403),
      'broken.mp4': film(mp4, 500),
      'packed.mp4': film({ ...mp4, 'content-encoding': 'gzip' }),
      'unasked.mp4': film({ ...mp4, 'content-range': 'bytes 0-4999/5000' }, 206),
      'huge.mp4': film({ ...mp4, 'content-length': 5e12 }),
    }
    const good: typeof bad = {
      'octets.mp4': film(octets),
      's3.mp4': film({ 'content-type': 'binary/octet-stream' }),
      'octets.webm': film(octets, 200, filmBytes(300, 'webm')),
      'loud.mp4': film({ 'content-type': 'Video/MP4' }),
      'identity.mp4': film({ ...mp4, 'content-encoding': 'identity' }),
      'endless.mp4': film({ ...mp4, 'transfer-encoding': 'chunked' }),
    }
    const elsewhere = await startWebServer((request, response) => {
      const name = (request.url ?? '').slice(1)
      const [status, headers, body] = bad[name] ?? good[name] ?? film({}, 500)
      response.writeHead(status, headers).end(body)
    })
    for (const name of Object.keys(bad)) {
      const { status, headers, json } = await get(chat, pathOf(chat, elsewhere.port, name))
      expect([name, status, headers['content-type'], json]).toEqual([
        ...[name, 404, 'application/json; charset=utf-8'],
        noFilm,
      ])
    }
    for (const name of Object.keys(good)) {
      const { status, headers } = await get(chat, pathOf(chat, elsewhere.port, name))
      expect([name, status, headers['content-type']]).toEqual([name, 200, `video/${name.split('.')[1]}`])
    }
    // What could not be had is left alone for a while.
    const asked = elsewhere.requests.length
    await get(chat, pathOf(chat, elsewhere.port, 'missing.mp4'), undefined, OTHER)
    expect(elsewhere.requests).toHaveLength(asked)
  })

  test('has no part but the one that was asked for', async () => {
    const chat = await startChat()
    const lies = [
      'bytes 0-9/5000',
      'bytes 10-19/15',
      'bytes 10-18/5000',
      'bytes 19-10/5000',
      'bytes 10-19/*',
      'bytes */5000',
      'bytes 10-19/5000\t, x',
      'items 10-19/5000',
      '',
    ]
    const elsewhere = await startWebServer((request, response) => {
      const said = decodeURIComponent((request.url ?? '').slice(1, -4))
      response.writeHead(206, { 'content-type': 'video/mp4', 'content-length': 10, 'content-range': said })
      response.end(FILM.subarray(10, 20))
    })
    const ofPart = (said: string) =>
      get(chat, pathOf(chat, elsewhere.port, `${encodeURIComponent(said)}.mp4`), 'bytes=10-19')
    for (const said of lies) expect([said, (await ofPart(said)).json]).toEqual([said, noFilm])
    expect((await ofPart('bytes 10-19/5000')).status).toBe(206)
    // A reader who asks for strange parts takes the film from nobody.
    expect(elsewhere.requests).toHaveLength(lies.length + 1)
    await ofPart('')
    expect(elsewhere.requests).toHaveLength(lies.length + 2)
  })

  test('does not come from inside, whatever leads there', async () => {
    const chat = await startChat()
    const canary = await startWebServer((_request, response) => response.end(FILM), { host: '127.0.0.3' })
    const elsewhere = await startWebServer((request, response) => {
      const location = request.url === '/a.mp4' ? `http://127.0.0.3:${canary.port}/a.mp4` : request.url
      response.writeHead(302, { location }).end()
    })
    for (const url of [
      `http://127.0.0.3:${canary.port}/a.mp4`,
      `http://0x7f000003:${canary.port}/a.mp4`,
      `http://[::ffff:127.0.0.3]:${canary.port}/a.mp4`,
      'http://169.254.169.254/a.mp4',
      'file:///etc/passwd.mp4',
      `http://elsewhere.test:${elsewhere.port}/a.mp4`,
      `http://elsewhere.test:${elsewhere.port}/round.mp4`,
    ]) {
      expect((await get(chat, chat.external.filmPathOf(url), 'bytes=0-')).json, url).toEqual(noFilm)
    }
    expect(canary.connections()).toBe(0)
    expect(elsewhere.requests.map(({ url }) => url)).toEqual([
      '/a.mp4',
      ...Array.from({ length: 4 }, () => '/round.mp4'),
    ])
  })
})

/** A film without an end, from somebody who counts what was taken and who has gone. */
async function startEndless() {
  const seen = { sent: 0, open: 0 }
  const elsewhere = await startWebServer((_request, response) => {
    seen.open++
    response.on('close', () => seen.open--)
    response.writeHead(200, { 'content-type': 'video/mp4' }).write(FILM)
    const more = () => {
      while (response.write(Buffer.alloc(65_536))) seen.sent += 65_536
      response.once('drain', more)
    }
    more()
  })
  return { ...elsewhere, seen }
}

/** A reader who has asked, and leaves when told to. */
function startReading(chat: ChatApi, path: string): { readonly begun: Promise<void>; readonly leave: () => void } {
  const { promise: begun, resolve } = Promise.withResolvers<void>()
  const headers = { host: chat.host, ...chat.headers(MEMBER) }
  const request = getHttps({ port: chat.port, path, headers, rejectUnauthorized: false }, (response) =>
    response.once('readable', () => resolve()),
  )
  // Its own leaving is told as an error, too.
  request.on('error', () => undefined)
  return { begun, leave: () => request.destroy() }
}

describe('a reader who leaves', () => {
  test('ends the download at once, and takes no more than is read until then', async () => {
    const chat = await startChat()
    const { port, seen } = await startEndless()
    const { begun, leave } = startReading(chat, pathOf(chat, port))
    await begun
    // Back-pressure: nobody reads, so nothing more comes than fits into sockets and buffers.
    let before = -1
    const isStill = () => before === (before = seen.sent)
    await untilPasses(() => expect(isStill()).toBe(true), 300)
    expect(seen.sent).toBeLessThan(64 * 1024 * 1024)
    expect(seen.open).toBe(1)
    leave()
    await untilPasses(() => expect(seen.open).toBe(0))
  })

  test('waits for nobody who has not answered yet', async () => {
    const chat = await startChat()
    let open = 0
    const elsewhere = await startWebServer((_request, response) => {
      open++
      response.on('close', () => open--)
    })
    const { leave } = startReading(chat, pathOf(chat, elsewhere.port))
    await untilPasses(() => expect(open).toBe(1))
    leave()
    await untilPasses(() => expect(open).toBe(0))
    // That was nobody's fault: the next one is not told that there is no film.
    const next = startReading(chat, pathOf(chat, elsewhere.port))
    await untilPasses(() => expect(open).toBe(1))
    next.leave()
  })
})

const URL_OF = (port: number, name = 'a') => `http://127.0.0.1:${port}/${name}.mp4`
const staying = () => new AbortController().signal
const createFilms = (limits: Partial<FilmLimits> = {}) => new Films({ allow: createAllowList(['127.0.0.1']) }, limits)

describe('places', () => {
  test('are few for one reader, who waits for them and is told so in the end; others go past', async () => {
    const { port, seen } = await startEndless()
    const films = createFilms({ waitMs: 400 })
    const url = URL_OF(port)
    const mine = await Promise.all([0, 1, 2, 3].map(() => films.open(MEMBER, { url, signal: staying() })))
    const fifth = films.open(MEMBER, { url, signal: staying() })
    const isTold = expect(fifth).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    await films.open(OTHER, { url, signal: staying() })
    await isTold
    expect(seen.open).toBe(5)
    // The place of whoever leaves is the next one's at once.
    const next = films.open(MEMBER, { url, signal: staying() })
    mine[0]?.body.destroy()
    await next
    await untilPasses(() => expect(seen.open).toBe(5))
    films.stop()
    await untilPasses(() => expect(seen.open).toBe(0))
  })

  test('in the line are given up by who leaves', async () => {
    const { port, seen, requests } = await startEndless()
    const films = createFilms()
    const url = URL_OF(port)
    const [first] = await Promise.all([0, 1, 2, 3].map(() => films.open(MEMBER, { url, signal: staying() })))
    const impatient = new AbortController()
    const gone = Array.from({ length: 40 }, () => films.open(MEMBER, { url, signal: impatient.signal }))
    await expect(films.open(MEMBER, { url, signal: staying() })).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    impatient.abort()
    const left = Date.now()
    for (const one of gone) await expect(one).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(Date.now() - left).toBeLessThan(15_000)
    const last = films.open(MEMBER, { url, signal: staying() })
    first?.body.destroy()
    await last
    expect(requests).toHaveLength(5)
    films.stop()
    await untilPasses(() => expect(seen.open).toBe(0))
  })

  test('are few in all', async () => {
    const { port, seen } = await startEndless()
    const films = createFilms({ waitMs: 400 })
    const url = URL_OF(port)
    const readers = Array.from({ length: 33 }, (_, reader) => films.open(reader, { url, signal: staying() }))
    const ends = await Promise.allSettled(readers)
    expect(ends.filter(({ status }) => status === 'rejected')).toMatchObject([
      { reason: { code: 'SERVICE_UNAVAILABLE' } },
    ])
    expect(seen.open).toBe(32)
    films.stop()
    await untilPasses(() => expect(seen.open).toBe(0))
  })
})

describe('another side that', () => {
  const read = async (films: Films, url: string, range?: string) => {
    const { body } = await films.open(MEMBER, { url, range, signal: staying() })
    let size = 0
    for await (const chunk of body as AsyncIterable<Buffer>) size += chunk.length
    return size
  }

  test('stalls is waited for only so long, before the first byte and after it', async () => {
    const elsewhere = await startWebServer((request, response) => {
      if (request.url === '/head.mp4') return
      response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': 9000 })
      response.write(request.url === '/begin.mp4' ? '\0' : FILM)
    })
    const films = createFilms({ idleMs: 1_000 })
    const started = Date.now()
    await expect(read(createFilms({ headMs: 300 }), URL_OF(elsewhere.port, 'head'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(read(films, URL_OF(elsewhere.port, 'begin'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(read(films, URL_OF(elsewhere.port, 'middle'))).rejects.toMatchObject({ reason: 'timeout' })
    expect(Date.now() - started).toBeLessThan(15_000)
  })

  test('is slow may take as long as it moves', async () => {
    const elsewhere = await startWebServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': 5000 })
      let at = 0
      const timer = setInterval(() => {
        response.write(FILM.subarray(at, (at += 250)))
        if (at >= 5000) clearInterval(timer)
      }, 200)
    })
    expect(await read(createFilms({ headMs: 3000, idleMs: 3000 }), URL_OF(elsewhere.port))).toBe(5000)
  })

  test('never ends is ended', async () => {
    const { port, seen } = await startEndless()
    await expect(read(createFilms({ maxBytes: 1_000_000 }), URL_OF(port))).rejects.toMatchObject({
      reason: 'too large',
    })
    await untilPasses(() => expect(seen.open).toBe(0))
  })

  test('breaks off leaves no whole answer behind', async () => {
    const elsewhere = await startWebServer((_request, response) => {
      response
        .writeHead(200, { 'content-type': 'video/mp4', 'content-length': 9000 })
        .write(FILM, () => response.destroy())
    })
    await expect(read(createFilms(), URL_OF(elsewhere.port))).rejects.toMatchObject({ code: 'ECONNRESET' })
  })
})
