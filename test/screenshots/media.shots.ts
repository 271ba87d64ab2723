import type { Route } from 'playwright-core'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { EMPTY_CONTEXT, type RenderContext, renderMarkdown } from '../../server/markdown/index.ts'
import { ApiClient } from '../support/api.ts'
import { openProfile, signIn, upload, withBrowser } from '../support/browser.ts'
import { emailOf } from '../support/host.ts'
import { hum } from '../support/sounds.ts'
import { openOffice } from './office.ts'
import { LOOKS, profileOf, shoot } from './shoot.ts'

withBrowser()

const STREAM = 'Kitchen table'
const SITE = 'https://mill.test'
const PAGES: Readonly<Record<string, ReturnType<NonNullable<RenderContext['pages']>>>> = {
  [`${SITE}/beam`]: {
    title: 'Lifting a barn beam without a crane: twelve people, two winches and a very patient structural engineer',
    description:
      'How the loft of a mill was opened by 55 mm over one weekend. With drawings, a list of what we would not do again, and what the building inspector said when he came by on Monday morning and found it done.',
    image: `${SITE}/wide.jpg`,
  },
  [`${SITE}/stairs`]: { title: 'Stairs', description: undefined, image: `${SITE}/high.jpg` },
  [`${SITE}/nothing`]: { title: undefined, description: undefined, image: `${SITE}/wide.jpg` },
  [`${SITE}/lost`]: {
    title: 'A picture that cannot be had',
    description: 'Its server is gone.',
    image: `${SITE}/lost`,
  },
}
const CARDS = [`Read ${SITE}/beam before Thursday.`, `[Short](${SITE}/stairs), ${SITE}/nothing and ${SITE}/lost`]

test.for(LOOKS)('what is behind links, $colorScheme, $width', { timeout: 240_000 }, async (look) => {
  const host = await openOffice()
  const ruth = await ApiClient.login(host, emailOf('Ruth Abel'))
  const tell = (topic: string, content: string) =>
    ruth.call('POST', '/messages', { type: 'stream', to: STREAM, topic, content })
  const { page } = await openProfile(host, profileOf(look, 1280))
  await page.route('**/external_content/**', givePicture)
  await page.route('**/json/messages?*', (route) => describePages(route, ruth))
  for (const text of CARDS) await tell('Pages', text)
  await tell('Films', 'The lecture is at https://www.youtube.com/watch?v=hx1mjT73xYE from minute three.')
  await tell('Films', 'https://youtu.be/lost')
  await signIn(page, host, emailOf('Ruth Abel'))
  const sound = await upload(page, 'Echo in the hall.wav', hum(7))
  await tell('Sounds', `The hall without the rafts: [Echo in the hall.wav](${sound}). Listen with headphones.`)
  await tell('Sounds', `[](${sound})`)

  const { body } = await ruth.call('GET', '/get_stream_id', { stream: STREAM })
  const open = (topic: string) => page.goto(`${host.url}/#narrow/channel/${String(body['stream_id'])}/topic/${topic}`)
  await open('Sounds')
  await page.locator('audio').nth(1).waitFor()
  const sounds = `[...document.querySelectorAll('audio')].every(({ readyState }) => readyState > 0)`
  await expect.poll(() => page.evaluate<boolean>(sounds)).toBe(true)
  await shoot(page, 'media-sound')
  await open('Films')
  await page.locator('.youtube-video').nth(1).waitFor()
  await expect.poll(() => page.evaluate<number>(PICTURES)).toBe(2)
  await shoot(page, 'media-film')
  await open('Pages')
  await page.locator('.message_embed').nth(3).waitFor()
  await expect.poll(() => page.evaluate<number>(PICTURES)).toBe(5)
  await shoot(page, 'media-page')
  ruth.close()
})

/** What our host would have fetched: a still between black bars, as YouTube has them, a wide picture, a high one, none. */
async function givePicture(route: Route): Promise<void> {
  const url = Buffer.from(route.request().url().split('/').at(-1) ?? '', 'hex').toString()
  if (url.includes('lost')) return route.fulfill({ status: 404, body: '' })
  const [width, height] = url.includes('ytimg') ? [120, 90] : url.includes('high') ? [600, 1200] : [1200, 630]
  const bar = url.includes('ytimg') ? 11 : 0
  const scene = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9" preserveAspectRatio="none" width="${width}" height="${height - 2 * bar}">
      <rect width="16" height="9" fill="#9db7c9"/><circle cx="12" cy="3" r="1" fill="#f6d98b"/>
      <path d="M0 9 5 3l3 3 2-2 6 5z" fill="#5d7353"/></svg>`,
  )
  const body = await sharp({ create: { width, height, channels: 3, background: '#000' } })
    .composite([{ input: scene }])
    .jpeg()
    .toBuffer()
  return route.fulfill({ contentType: 'image/jpeg', body })
}

/** Previews never look at a local address, and there is no other here: the pages are described as the renderer does it. */
async function describePages(route: Route, ruth: ApiClient): Promise<void> {
  const params = Object.fromEntries(new URL(route.request().url()).searchParams)
  const { body } = await ruth.call('GET', '/messages', params)
  for (const message of body['messages'] as { content: string }[]) {
    const text = CARDS.find((one) => message.content.includes(one.match(/https:[\w:/.]+/)?.[0] ?? '-'))
    if (text !== undefined) message.content = renderMarkdown(text, CONTEXT).html
  }
  return route.fulfill({ json: body })
}

/** How many of them the page has asked for. */
const PICTURES = `performance.getEntriesByType('resource').filter(({ name }) => name.includes('/external_content/')).length`

const CONTEXT: RenderContext = {
  ...EMPTY_CONTEXT,
  media: {
    proxy: (url) => `/external_content/x/${Buffer.from(url).toString('hex')}`,
    proxyFilm: () => undefined,
    upload: () => undefined,
  },
  pages: (url) => PAGES[url],
}
