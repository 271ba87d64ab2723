import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { makeStream, message, openProfile, say, withBrowser } from '../support/browser.ts'
import { createDataFolder, startHost, stopHost } from '../support/host.ts'

const LONG = 240_000

withBrowser()

test('from an empty folder to two people who chat: the wizard, an invitation, a reload, a restart', {
  timeout: LONG,
}, async () => {
  const data = createDataFolder()
  const host = await startHost(data, 0, 'nobody')
  const ruth = await openProfile(host)
  await ruth.page.goto(host.adminUrl)
  await ruth.page.getByRole('button', { name: 'Start a new office' }).waitFor()
  const began = performance.now()
  await answerFourQuestions(ruth.page)
  const link = (await ruth.page.getByText(/^http:.*\/trust#/).textContent()) ?? ''
  await ruth.page.getByText(`${new URL(link).hostname}:${new URL(host.url).port}`, { exact: true }).waitFor()

  const ines = await openProfile(host)
  await ines.page.goto(link)
  await ines.page.getByRole('link', { name: 'Accept the invitation' }).click()
  await join(ines.page)
  await ruth.page.getByRole('button', { name: 'Open the chat' }).click()
  await ruth.page.getByRole('heading', { level: 1, name: /, Ruth/ }).waitFor()

  await makeStream(ruth.page, 'Mill House')
  await ines.page.getByRole('link', { name: 'Mill House' }).click()
  await ruth.page.getByRole('combobox', { name: 'Topic' }).fill('Stairs')
  const delays = [await seenAfter(ruth.page, ines.page, 'The survey is back')]
  await ines.page
    .getByRole('heading', { name: /Stairs/ })
    .getByRole('link', { name: 'Stairs' })
    .click()
  delays.push(await seenAfter(ines.page, ruth.page, 'Does the beam hold?'))
  await ines.page.getByRole('link', { name: 'Ruth Abel' }).first().click()
  await say(ines.page, 'Lunch?')
  await ruth.page
    .getByRole('link', { name: /^Ines Okafor, 1 unread/ })
    .first()
    .click()
  await message(ruth.page, 'Lunch?').waitFor()
  delays.push(await seenAfter(ruth.page, ines.page, 'At noon'))
  const seconds = (performance.now() - began) / 1000
  const seen = delays.map((delay) => Math.round(delay)).join(', ')
  process.stderr.write(`First click to two people chatting: ${seconds.toFixed(1)} s; seen after ${seen} ms\n`)

  await expectKept(ruth.page, ines.page)
  await stopHost(host.process)
  await startHost(data, Number(new URL(host.url).port), 'nobody')
  await expectKept(ruth.page, ines.page)
  await say(ines.page, 'Still here')
  await message(ruth.page, 'Still here').waitFor()
  expect(ruth.complaints).toEqual([])
  expect(ines.complaints).toEqual([])
})

async function answerFourQuestions(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start a new office' }).click()
  await page.getByLabel('Name of your office').fill('Larch & Lime')
  await page.getByRole('button', { name: 'Next: you' }).click()
  await page.getByLabel('Your name').fill('Ruth Abel')
  await page.getByLabel('E-mail').fill('ruth@larch.test')
  await page.getByRole('textbox', { name: 'Password' }).fill('oak stairs creak at nine')
  await page.getByText(/^Strong\./).waitFor()
  await page.getByRole('button', { name: 'Next: the way in' }).click()
  await page.getByRole('button', { name: 'Next: trust' }).click()
  await page.getByRole('button', { name: 'Open the office' }).click()
  await page.getByRole('heading', { name: 'Larch & Lime is open.' }).waitFor()
}

async function join(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Join Larch & Lime' }).waitFor()
  await page.getByLabel('Your name').fill('Ines Okafor')
  await page.getByLabel('E-mail').fill('ines@larch.test')
  await page.getByRole('textbox', { name: 'Password' }).fill('four violet kettles sing')
  await page.getByRole('button', { name: 'Join and come in' }).click()
  await page.getByRole('heading', { level: 1, name: /, Ines/ }).waitFor()
}

/** Reloads each page: nobody must sign in, and nothing is lost or doubled, here or in the stream. */
async function expectKept(...pages: readonly Page[]): Promise<void> {
  for (const page of pages) {
    await page.reload()
    for (const text of ['Lunch?', 'At noon']) {
      await message(page, text).waitFor()
      expect(await message(page, text).count()).toBe(1)
    }
    await page.getByRole('link', { name: 'Mill House' }).first().click()
    await message(page, 'The survey is back').waitFor()
    await message(page, 'Does the beam hold?').waitFor()
    await page.goBack()
    await message(page, 'Lunch?').waitFor()
  }
}

/** Says it on one page. @returns milliseconds until the other page shows it */
async function seenAfter(from: Page, to: Page, text: string): Promise<number> {
  await from.getByRole('textbox', { name: 'Message' }).fill(text)
  const began = performance.now()
  await from.keyboard.press('Enter')
  await message(to, text).waitFor()
  return performance.now() - began
}
