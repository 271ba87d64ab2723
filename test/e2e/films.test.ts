import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { type ChatApi, MEMBER, startChat } from '../server/features/chat-api.ts'
import { startCinema } from '../server/features/external-content/elsewhere.ts'
import { launchBrowser, withBrowser } from '../support/browser.ts'
import { recordFilm } from '../support/films.ts'
import { startWebServer } from '../support/web-server.ts'

const PAGES = join(import.meta.dirname, '../../dist/renderer')

withBrowser()

/** The host's own process calls nothing on this machine, so the films of this one's are shown by a server beside it. */
test('a film of elsewhere plays in its message, and one that cannot be had is a link', {
  timeout: 120_000,
}, async () => {
  const chat = await startChat({ webRoot: PAGES })
  const page = await openAs(chat, MEMBER)
  await page.goto(`https://localhost:${chat.port}/api/`)
  const film = await recordFilm(page, 2)
  const cinema = await startCinema(film, 'video/webm')
  const liar = await startWebServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<script>alert(1)</script>'),
  )
  const links = [`http://elsewhere.test:${cinema.port}/landing.webm`, `http://elsewhere.test:${liar.port}/gone.webm`]
  for (const content of links) await chat.call(MEMBER, 'POST', '/messages', { type: 'direct', to: [MEMBER], content })

  const refused: string[] = []
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) refused.push(message.text())
  })
  await page.goto(`https://localhost:${chat.port}/#narrow/dm/${MEMBER}`)
  const player = page.getByLabel('landing.webm')
  await expect.poll(() => player.evaluate((video: Video) => [video.videoWidth, video.videoHeight])).toEqual([64, 48])
  await player.evaluate((video: Video) => {
    video.muted = true
    return video.play()
  })
  await expect.poll(() => player.evaluate((video: Video) => video.currentTime)).toBeGreaterThan(0.5)
  await expect.poll(() => player.evaluate((video: Video) => video.ended)).toBe(true)
  await player.evaluate((video: Video) => void (video.currentTime = 0.2))
  await expect.poll(() => player.evaluate((video: Video) => video.seeking)).toBe(false)
  expect(cinema.requests[0]?.headers.range).toBe('bytes=0-')

  const link = page.getByRole('link', { name: 'Open the film gone.webm' })
  await link.waitFor()
  expect([await link.getAttribute('href'), await link.getAttribute('rel')]).toEqual([links[1], 'noopener noreferrer'])
  expect(await page.locator('video').count()).toBe(1)
  expect(refused).toEqual([])
})

interface Video {
  readonly videoWidth: number
  readonly videoHeight: number
  readonly ended: boolean
  readonly seeking: boolean
  muted: boolean
  currentTime: number
  play(): Promise<void>
}

async function openAs(chat: ChatApi, user: number): Promise<Page> {
  const browser = await launchBrowser()
  onTestFinished(() => browser.close())
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-GB' })
  const [name = '', value = ''] = (await chat.cookie(user)).split('=')
  await context.addCookies([{ name, value, url: `https://localhost:${chat.port}`, secure: true, httpOnly: true }])
  return context.newPage()
}
