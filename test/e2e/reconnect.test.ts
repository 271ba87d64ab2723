import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { makeStream, message, openProfile, say, signIn, withBrowser } from '../support/browser.ts'
import { createDataFolder, startHost, stopHost } from '../support/host.ts'

const LONG = 300_000

withBrowser()

test('a restart of the host needs no new login and loses nothing, not even what is written meanwhile', {
  timeout: LONG,
}, async () => {
  const data = createDataFolder()
  const host = await startHost(data)
  const ada = await openProfile(host)
  const grace = await openProfile(host)
  await signIn(ada.page, host, 'ada@acme.test')
  await signIn(grace.page, host, 'grace@acme.test')
  await makeStream(ada.page, 'General')
  await ada.page.getByRole('combobox', { name: 'Topic' }).fill('Heating')
  await say(ada.page, 'It is cold')
  await grace.page.getByRole('link', { name: 'Heating, 1 unread' }).click()
  await message(grace.page, 'It is cold').waitFor()
  await grace.page.getByRole('textbox', { name: 'Message' }).fill('half a thou')

  await stopHost(host.process)
  await ada.page.getByText('Hearth cannot be reached.').waitFor()
  await grace.page.getByText('Hearth cannot be reached.').waitFor()
  await say(ada.page, 'Written while you were away')
  await say(ada.page, 'And this after it')
  await ada.page.getByText('2 messages wait and go out once.').waitFor()

  await startHost(data, Number(new URL(host.url).port))
  await message(grace.page, 'Written while you were away').waitFor()
  await message(grace.page, 'And this after it').waitFor()
  await message(ada.page, 'And this after it').waitFor()
  await ada.page.getByText('Hearth cannot be reached.').waitFor({ state: 'detached' })
  expect(await texts(grace.page)).toEqual(['It is cold', 'Written while you were away', 'And this after it'])
  expect(await texts(ada.page)).toEqual(['It is cold', 'Written while you were away', 'And this after it'])
  expect(await grace.page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('half a thou')

  await grace.page.reload()
  await message(grace.page, 'And this after it').waitFor()
  expect(grace.page.url()).toMatch(/topic\/Heating$/)
  await say(grace.page, 'Warm again')
  await message(ada.page, 'Warm again').waitFor()

  // The host has another page: it is loaded once what is written is sent, and no second time.
  const reloads = await tellOfAnotherPage(grace.page)
  await grace.page.getByRole('textbox', { name: 'Message' }).fill('Still here')
  await say(ada.page, 'News')
  await message(grace.page, 'News').waitFor()
  await expect.poll(reloads).toEqual({ told: 1, ready: 0, loaded: 0 })
  await grace.page.clock.runFor(20_000)
  expect(reloads()).toEqual({ told: 1, ready: 0, loaded: 0 })
  await grace.page.keyboard.press('Enter')
  await message(ada.page, 'Still here').waitFor()
  await expect.poll(reloads).toEqual({ told: 2, ready: 1, loaded: 1 })
  await message(grace.page, 'Still here').waitFor()
  await grace.page.clock.runFor(20_000)
  expect(reloads()).toEqual({ told: 2, ready: 1, loaded: 1 })
  expect(ada.complaints).toEqual([])
  expect(grace.complaints).toEqual([])
})

test('one who logs out is out, in every tab, and the next one sees nothing of theirs', { timeout: LONG }, async () => {
  const host = await startHost(createDataFolder())
  const ada = await openProfile(host)
  await signIn(ada.page, host, 'ada@acme.test')
  const second = await ada.context.newPage()
  await second.goto(host.url)
  await second.getByRole('heading', { level: 1, name: /, Ada/ }).waitFor()
  await ada.page.getByRole('button', { name: 'Your menu' }).click()
  await ada.page.getByRole('menuitem', { name: 'Log out' }).click()
  await ada.page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor()
  await second.getByRole('heading', { name: 'Sign in to Acme' }).waitFor()
  await signIn(ada.page, host, 'grace@acme.test')
  expect(await ada.page.getByRole('heading', { level: 1 }).textContent()).toContain('Grace')
})

/** As a host does whose pages are others now, once to each page that is loaded. The page's time can be run from here. */
async function tellOfAnotherPage(page: Page): Promise<() => { told: number; ready: number; loaded: number }> {
  const counts = { told: 0, ready: 0, loaded: 0 }
  await page.clock.install()
  page.on('load', () => counts.loaded++)
  // What a page asks right before it is loaded anew.
  page.on('request', (request) => request.url().endsWith('/server_settings') && counts.ready++)
  await page.route('**/json/events?*', async (route) => {
    if (counts.told > counts.loaded) return route.continue()
    counts.told++
    const event = { type: 'web_reload_client', immediate: true, id: 0 }
    return route.fulfill({ json: { result: 'success', msg: '', events: [event] } })
  })
  return () => ({ ...counts })
}

async function texts(page: Page): Promise<string[]> {
  return page.getByRole('article').locator('p').allTextContents()
}
