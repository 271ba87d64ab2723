import { describe, expect, onTestFinished, test } from 'vitest'
import { fetchPreview } from '../../../../server/features/link-previews/fetch-preview.ts'
import { LinkPreviews, readPreviews } from '../../../../server/features/link-previews/index.ts'
import { doRerender } from '../../../../server/features/messages/index.ts'
import { silentLog } from '../../../../server/lib/log.ts'
import { createAllowList } from '../../../../server/lib/outgoing/index.ts'
import { untilPasses } from '../../../support/eventually.ts'
import { startWebServer } from '../../../support/web-server.ts'
import { type ChatApi, MEMBER, OTHER, OWNER, startChat } from '../chat-api.ts'

const guard = { allow: createAllowList(['127.0.0.1']), resolve: async () => ['127.0.0.1'] }
const preview = (url: string) => fetchPreview(url, guard, new AbortController().signal)

/** A web server whose pages are these, as HTML unless they are objects. */
async function startPages(pages: Record<string, string | object>) {
  const server = await startWebServer((request, response) => {
    const page = pages[request.url ?? '']
    if (page === undefined) response.writeHead(404, { 'content-type': 'text/html' }).end('<title>Not found</title>')
    else if (typeof page === 'string') response.writeHead(200, { 'content-type': 'text/html' }).end(page)
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page))
  })
  return { ...server, url: (path: string) => `http://site.test:${server.port}${path}` }
}

const og = (fields: Record<string, string>) =>
  Object.entries(fields)
    .map(([name, content]) => `<meta property="og:${name}" content="${content}">`)
    .join('')

describe('a preview', () => {
  test('is what the page says of itself, in texts', async () => {
    const site = await startPages({
      '/og': og({ title: 'Soup', description: '  of\n the\u2028 day ', image: '/soup.png' }),
      '/plain': '<title> \u202eSoup\u0000 </title><meta name=description content=Hot>',
      '/hostile': og({ title: '&lt;script&gt;alert(1)&lt;/script&gt;', image: 'javascript:alert(1)' }),
      '/secret-image': og({ title: 'x', image: 'http://user:secret@elsewhere.test/' }),
      '/long': og({ title: '🍲'.repeat(900), image: `http://x/${'y'.repeat(3_000)}` }),
      '/nothing': '<p>Soup</p>',
    })
    expect(await preview(site.url('/og'))).toEqual({
      kind: 'page',
      title: 'Soup',
      description: 'of the day',
      image: site.url('/soup.png'),
    })
    expect(await preview(site.url('/plain'))).toEqual({
      kind: 'page',
      title: 'Soup',
      description: 'Hot',
      image: null,
    })
    expect(await preview(site.url('/hostile'))).toMatchObject({ title: '<script>alert(1)</script>', image: null })
    expect(await preview(site.url('/secret-image'))).toMatchObject({ image: null })
    const long = await preview(site.url('/long'))
    expect([[...(long?.title ?? '')].length, long?.image]).toEqual([300, null])
    expect(await preview(site.url('/nothing'))).toBeUndefined()
    expect(await preview(site.url('/missing'))).toBeUndefined()
  })

  test('takes the kind and the picture from oEmbed, and never its HTML', async () => {
    const discover = (path: string) =>
      `<title>Page</title><link rel=alternate type=application/json+oembed href=${path}>`
    const site = await startPages({
      '/film': discover('/film.json') + og({ image: '/og.png' }),
      '/film.json': { type: 'video', title: 'Film', html: '<script>alert(1)</script>', thumbnail_url: '/still.png' },
      '/photo': discover('/photo.json'),
      '/photo.json': { type: 'photo', url: 'https://cdn.test/photo.jpg', title: 5 },
      '/rich': discover('/rich.json'),
      '/rich.json': { type: 'rich', html: '<b>', thumbnail_url: 'data:image/png;base64,AAAA' },
      '/inside': discover('http://127.0.0.9/x.json'),
      '/deep': discover('/deep.json'),
      '/deep.json': '['.repeat(60_000),
    })
    expect(await preview(site.url('/film'))).toEqual({
      kind: 'video',
      title: 'Film',
      description: null,
      image: site.url('/still.png'),
    })
    expect(await preview(site.url('/photo'))).toMatchObject({
      kind: 'photo',
      title: 'Page',
      image: 'https://cdn.test/photo.jpg',
    })
    for (const path of ['/rich', '/inside', '/deep']) {
      expect(await preview(site.url(path))).toEqual({ kind: 'page', title: 'Page', description: null, image: null })
    }
  })

  test('of a page without end is made of its beginning', async () => {
    const site = await startWebServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).write('<title>Long</title>')
      const more = () => void (response.write('<i>'.repeat(20_000)) ? setImmediate(more) : response.once('drain', more))
      more()
    })
    expect(await preview(`http://site.test:${site.port}/`)).toMatchObject({ title: 'Long' })
  })

  test('is made of pages alone', async () => {
    const site = await startWebServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'video/mp4' }).end('x'),
    )
    await expect(preview(`http://site.test:${site.port}/`)).rejects.toMatchObject({ reason: 'wrong type' })
  })
})

describe('messages with links', () => {
  const say = async (chat: ChatApi, content: string) => {
    const { json } = await chat.call(MEMBER, 'POST', '/messages', { type: 'direct', to: [OTHER], content })
    return json['id'] as number
  }
  const tasks = async (chat: ChatApi) => (await chat.core.db.query('select from link_preview_task')).length
  /** The job, and the messages that it has shown anew. */
  const startJob = (chat: ChatApi) => {
    const shown: number[] = []
    const rerender = async (id: number) => {
      shown.push(id)
      return doRerender(chat.core, id)
    }
    const job = new LinkPreviews({ db: chat.core.db, events: chat.core.log, log: silentLog, rerender, guard })
    onTestFinished(() => job.stop())
    job.start()
    return { job, shown }
  }
  const settled = (chat: ChatApi) => untilPasses(async () => expect(await tasks(chat)).toBe(0))

  test('are shown anew with what was fetched, also after a restart, and each page is asked once', async () => {
    const chat = await startChat()
    const site = await startPages({ '/a': og({ title: 'A' }), '/b': og({ title: 'B' }) })
    await say(chat, site.url('/a'))
    expect(await tasks(chat)).toBe(0)
    await chat.call(OWNER, 'PATCH', '/realm', { inline_url_embed_preview: true })
    const first = await say(chat, `${site.url('/a')} ${site.url('/missing')} http://127.0.0.9/`)
    await say(chat, 'no link')
    expect(await tasks(chat)).toBe(1)
    // As a crash leaves it: taken by somebody who is no more.
    await chat.core.db.query(`update link_preview_task set taken_until = now() - interval '1 second'`)
    const { job, shown } = startJob(chat)
    await settled(chat)
    expect(shown).toEqual([first])
    const found = await readPreviews(chat.core.db, [site.url('/a'), site.url('/missing'), 'http://127.0.0.9/'])
    expect([...found]).toEqual([[site.url('/a'), { kind: 'page', title: 'A', description: null, image: null }]])

    const second = await say(chat, site.url('/a'))
    await settled(chat)
    await chat.call(MEMBER, 'PATCH', `/messages/${second}`, { content: `${site.url('/a')} ${site.url('/b')}` })
    await settled(chat)
    expect(shown).toEqual([first, second, second])
    expect(site.requests.map(({ url }) => url).sort()).toEqual(['/a', '/b', '/missing'])

    await job.stop()
    await say(chat, site.url('/c'))
    await chat.call(OWNER, 'PATCH', '/realm', { inline_url_embed_preview: false })
    const { shown: later } = startJob(chat)
    await settled(chat)
    expect([later, site.requests.length]).toEqual([[], 3])
  })

  test('do not wait for one that cannot be shown', async () => {
    const chat = await startChat()
    await chat.call(OWNER, 'PATCH', '/realm', { inline_url_embed_preview: true })
    const site = await startPages({ '/a': og({ title: 'A' }) })
    const [bad, good] = [await say(chat, site.url('/a')), await say(chat, site.url('/a'))]
    const shown: number[] = []
    const rerender = async (id: number) => {
      if (id === bad) throw new Error('broken')
      shown.push(id)
    }
    const job = new LinkPreviews({ db: chat.core.db, events: chat.core.log, log: silentLog, rerender, guard })
    onTestFinished(() => job.stop())
    job.start()
    await settled(chat)
    expect(shown).toEqual([good])
  })

  test('keep what was known when the page is away, and wait for nobody when the host stops', async () => {
    const chat = await startChat()
    await chat.call(OWNER, 'PATCH', '/realm', { inline_url_embed_preview: true })
    const pages: Record<string, string | object> = { '/a': og({ title: 'A' }) }
    const site = await startPages(pages)
    const silent = await startWebServer(() => undefined)
    const { job } = startJob(chat)
    await say(chat, site.url('/a'))
    await settled(chat)
    await chat.core.db.query('update link_preview set expires_at = now()')
    delete pages['/a']
    await say(chat, site.url('/a'))
    await settled(chat)
    expect(site.requests).toHaveLength(2)
    expect((await readPreviews(chat.core.db, [site.url('/a')])).get(site.url('/a'))).toMatchObject({ title: 'A' })
    await say(chat, `http://site.test:${silent.port}/`)
    await untilPasses(() => expect(silent.requests).toHaveLength(1))
    const started = Date.now()
    await job.stop()
    expect(Date.now() - started).toBeLessThan(4_500)
    expect(await tasks(chat)).toBe(1)
    expect(await chat.core.db.query(`select from link_preview where url like '%${silent.port}%'`)).toEqual([])
  })
})
