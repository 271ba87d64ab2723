import { expect, test } from 'vitest'
import { findSerious, overflow } from '../support/axe.ts'
import { makeStream, message, openProfile, say, signIn, withBrowser } from '../support/browser.ts'
import { createDataFolder, startHost } from '../support/host.ts'

const LONG = 240_000

withBrowser()

test.for(['light', 'dark'] as const)(
  'axe finds nothing serious in the %s theme',
  { timeout: LONG },
  async (colorScheme) => {
    const host = await startHost(createDataFolder())
    const { page } = await openProfile(host, { colorScheme })
    await page.goto(host.url)
    await page.getByLabel('E-mail').waitFor()
    expect(await findSerious(page)).toEqual([])
    for (const path of ['/api/', '/api/send-message', '/api/?q=message']) {
      await page.goto(`${host.url}${path}`)
      expect(await findSerious(page), path).toEqual([])
    }
    await signIn(page, host, 'ada@acme.test')
    expect(await findSerious(page)).toEqual([])
    await page.getByRole('button', { name: 'Join or make a stream' }).click()
    expect(await findSerious(page)).toEqual([])
    await page.keyboard.press('Escape')
    await makeStream(page, 'General')
    expect(await findSerious(page)).toEqual([])
    await page.getByRole('combobox', { name: 'Topic' }).fill('Plants')
    await say(page, 'Who waters them, @**Ada**?')
    await page
      .getByRole('article')
      .filter({ has: page.locator('time') })
      .hover()
    await page.getByRole('toolbar').waitFor()
    expect(await findSerious(page)).toEqual([])
    await page.getByRole('button', { name: 'New direct message' }).click()
    await page.getByRole('option', { name: 'Grace' }).click()
    expect(await findSerious(page)).toEqual([])
    await page.getByRole('button', { name: 'Write', exact: true }).click()
    await say(page, 'Hello')
    await message(page, 'Hello').waitFor()
    expect(await findSerious(page)).toEqual([])
  },
)

test('on a phone everything is within reach and nothing is wider than the screen', { timeout: LONG }, async () => {
  const host = await startHost(createDataFolder())
  const { page, complaints } = await openProfile(host, { viewport: { width: 390, height: 844 }, hasTouch: true })
  await page.goto(host.url)
  await page.getByLabel('E-mail').waitFor()
  expect(await overflow(page)).toBe(0)
  for (const path of ['/api/', '/api/register-queue']) {
    await page.goto(`${host.url}${path}`)
    expect(await overflow(page), path).toBe(0)
  }
  await signIn(page, host, 'ada@acme.test')
  expect(await overflow(page)).toBe(0)
  await page.getByRole('button', { name: 'Streams' }).first().click()
  await makeStream(page, 'A stream with quite a long name that says what it is for')
  expect(await overflow(page)).toBe(0)
  await page.getByRole('combobox', { name: 'Topic' }).fill('Wide')
  await page.getByRole('textbox', { name: 'Message' }).fill(`https://acme.test/${'x'.repeat(300)}`)
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('article').locator('time').first().waitFor()
  expect(await overflow(page)).toBe(0)
  expect(await findSerious(page)).toEqual([])
  await page.getByRole('button', { name: 'Conversations' }).click()
  // A name that is cut off can be read by pointing at it.
  await page.getByRole('dialog').getByRole('link', { name: 'Wide' }).getByTitle('Wide', { exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Wide' }).waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
})

test('the whole way from signing in to an answer works by keyboard alone', { timeout: LONG }, async () => {
  const host = await startHost(createDataFolder())
  const { page } = await openProfile(host)
  const { keyboard } = page
  await page.goto(host.url)
  await page.getByLabel('E-mail').waitFor()
  await keyboard.type('ada@acme.test')
  await keyboard.press('Tab')
  await keyboard.type('correct horse battery staple')
  await keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: /^Good / }).waitFor()
  await keyboard.press('x')
  await page.getByRole('dialog').waitFor()
  await keyboard.type('Gra')
  await keyboard.press('Tab')
  await keyboard.press('Space')
  await keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await keyboard.press('/')
  await keyboard.type('grace')
  await keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Grace' }).waitFor()
  await keyboard.press('c')
  await keyboard.type('First')
  await keyboard.press('Enter')
  await message(page, 'First').waitFor()
  await keyboard.type('Second')
  await keyboard.press('Shift+Enter')
  await keyboard.type('of two lines')
  await keyboard.press('Control+Enter')
  await page.getByRole('article').filter({ hasText: 'of two lines' }).locator('time').waitFor()
  await keyboard.press('Escape')
  await keyboard.press('k')
  await keyboard.press('k')
  await page.locator('article:focus').filter({ hasText: 'First' }).waitFor()
  await keyboard.press('j')
  await page.locator('article:focus').filter({ hasText: 'Second' }).waitFor()
  await keyboard.press('r')
  await keyboard.type('Third')
  expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('Third')
})
