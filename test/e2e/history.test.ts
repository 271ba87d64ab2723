import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { ApiClient } from '../support/api.ts'
import { message, openProfile, say, signIn, withBrowser } from '../support/browser.ts'
import { createDataFolder, type RunningHost, startHost } from '../support/host.ts'

const LONG = 300_000
const COUNT = 400

withBrowser()

test('reading begins at the first unread message, loads both ways and keeps its place', { timeout: LONG }, async () => {
  const host = await startHost(createDataFolder())
  const grace = await fillTopic(host)
  const { page, complaints } = await openProfile(host)
  await signIn(page, host, 'ada@acme.test')
  await page
    .getByRole('link', { name: /^Log, \d+ unread/ })
    .first()
    .click()
  await page.getByText('New for you').waitFor()
  await settled(page)
  expect(await top(page)).toMatch(/^Line 200\b|^Line 199\b|^Line 198\b/)
  expect(await page.getByRole('article').count()).toBeLessThan(80)

  const before = await positionOf(page, 'Line 201')
  await grace.call('POST', '/messages', { type: 'stream', to: 'Site', topic: 'Log', content: 'Line last' })
  await page
    .getByRole('link', { name: /^Log, 1?\d\d unread/ })
    .first()
    .waitFor()
  await settled(page)
  expect(await positionOf(page, 'Line 201')).toBe(before)

  await scrollUntil(page, 'Line 0 ', -1)
  await scrollUntil(page, 'Line last', 1)
  await page.getByRole('button', { name: 'To the newest' }).click()
  await page.getByRole('button', { name: 'To the newest' }).waitFor({ state: 'detached' })
  await say(page, 'Seen')
  await message(page, 'Seen').waitFor()

  // What one sends is shown, wherever one reads: a little above the end, and on a phone.
  await scrollUntil(page, 'Line 390 ', -1)
  await settled(page)
  expect(await isInSight(page, 'Seen'), 'the premise').toBe(false)
  await say(page, 'From above')
  await seesOwn(page, 'From above')
  await page.setViewportSize({ width: 390, height: 844 })
  await scrollUntil(page, 'Line 385 ', -1)
  await settled(page)
  await say(page, 'From a phone')
  await seesOwn(page, 'From a phone')
  grace.close()
  expect(complaints).toEqual([])
})

test('a reload, back and forward come back to the message that was in sight', { timeout: LONG }, async () => {
  const host = await startHost(createDataFolder())
  const grace = await fillTopic(host)
  grace.close()
  const { page } = await openProfile(host)
  await signIn(page, host, 'ada@acme.test')
  await page
    .getByRole('link', { name: /^Log, \d+ unread/ })
    .first()
    .click()
  await scrollUntil(page, 'Line 120 ', -1)
  await settled(page)
  const seen = await top(page)
  await page.reload()
  await message(page, seen).waitFor()
  await settled(page)
  expect(await top(page)).toBe(seen)
  await page.getByRole('link', { name: 'Starred' }).click()
  await page.getByRole('heading', { level: 1, name: 'Starred' }).waitFor()
  await page.goBack()
  await message(page, seen).waitFor()
  await settled(page)
  expect(await top(page)).toBe(seen)

  // From the middle of a history whose end is not loaded.
  await say(page, 'From the middle')
  await seesOwn(page, 'From the middle')
})

/** 400 lines of Grace's in one topic, the first 200 of which Ada has read. */
async function fillTopic(host: RunningHost): Promise<ApiClient> {
  const grace = await ApiClient.login(host, 'grace@acme.test')
  const ada = await ApiClient.login(host, 'ada@acme.test')
  await grace.call('POST', '/users/me/subscriptions', {
    subscriptions: [{ name: 'Site' }],
    principals: ['ada@acme.test', 'grace@acme.test'],
  })
  const ids: number[] = []
  for (let i = 0; i < COUNT; i++) {
    // Heights differ, as in life, and none is known before it is shown.
    const content = `Line ${i} ${'and so on '.repeat((i * 7) % 60)}`
    const { body } = await grace.call('POST', '/messages', { type: 'stream', to: 'Site', topic: 'Log', content })
    ids.push(body['id'] as number)
  }
  await ada.call('POST', '/messages/flags', { messages: ids.slice(0, 200), op: 'add', flag: 'read' })
  ada.close()
  return grace
}

/** Whether the message is there and lies wholly in the window. */
async function isInSight(page: Page, text: string): Promise<boolean> {
  const feed = await page.getByRole('feed').boundingBox()
  const [found] = await message(page, text).all()
  const box = await found?.boundingBox()
  return !!box && !!feed && box.y >= feed.y && box.y + box.height <= feed.y + feed.height
}

function seesOwn(page: Page, text: string): Promise<void> {
  return expect.poll(() => isInSight(page, text)).toBe(true)
}

/** The text of the first message that lies wholly in the window. */
async function top(page: Page): Promise<string> {
  const feed = await page.getByRole('feed').boundingBox()
  for (const article of await page.getByRole('article').all()) {
    const box = await article.boundingBox()
    if (box && feed && box.y >= feed.y - 1) return (await article.locator('p').first().textContent()) ?? ''
  }
  return ''
}

async function positionOf(page: Page, start: string): Promise<number> {
  const box = await page.getByRole('article').filter({ hasText: start }).first().boundingBox()
  return Math.round(box?.y ?? Number.NaN)
}

async function scrollUntil(page: Page, start: string, way: 1 | -1): Promise<void> {
  const wanted = page.getByRole('article').filter({ hasText: start })
  await page.getByRole('feed').hover()
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, way * 600)
        return wanted.count()
      },
      { timeout: 60_000, interval: 30 },
    )
    .toBeGreaterThan(0)
}

/** The list has stopped scrolling, and its place is in the browser's history. */
async function settled(page: Page): Promise<void> {
  // After two frames: on a busy machine one takes longer than the pause between two looks.
  const read = () =>
    page.evaluate(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
      done([history.state?.topmost, document.querySelector('[role=feed]')?.scrollTop].join()))))`)
  let last: unknown
  let same = 0
  await expect
    .poll(
      async () => {
        const now = await read()
        same = now === last ? same + 1 : 0
        last = now
        return same
      },
      { interval: 300, timeout: 60_000 },
    )
    .toBeGreaterThanOrEqual(2)
}
