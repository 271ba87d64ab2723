import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { message, openProfile, type Profile, withBrowser } from '../support/browser.ts'
import { createDataFolder, type RunningHost, startHost } from '../support/host.ts'
import { tabAndPress, tabTo, typeHere, typeInto } from '../support/keyboard.ts'

const OWNER = { name: 'Ruth Abel', email: 'ruth@larch.test', password: 'oak stairs creak at nine' }

withBrowser()

test('from an empty folder to two people who chat, by keyboard alone', { timeout: 240_000 }, async () => {
  const host = await startHost(createDataFolder(), 0, 'nobody')
  const ruth = await openWithoutMouse(host)
  await ruth.page.goto(host.adminUrl)
  await answerFourQuestions(ruth.page)
  const link = await inviteFromDashboard(ruth.page)

  const ines = await openWithoutMouse(host)
  await ines.page.goto(link)
  await tabAndPress(ines.page, ines.page.getByRole('link', { name: 'Accept the invitation' }))
  await join(ines.page)
  await tabAndPress(ruth.page, ruth.page.getByRole('link', { name: 'Chat' }))
  await signIn(ruth.page)

  await writeInTopic(ines.page, 'general', 'Stairs', 'Does the beam hold?')
  await message(ines.page, 'Does the beam hold?').waitFor()
  await ruth.page.getByText('1 new message in 1 conversation.').waitFor()
  await ruth.page.keyboard.press('n')
  await message(ruth.page, 'Does the beam hold?').waitFor()

  await ruth.page.keyboard.press('x')
  await typeHere(ruth.page, ruth.page.getByRole('dialog').getByRole('textbox'), 'Ines')
  await tabTo(ruth.page, ruth.page.getByRole('option', { name: 'Ines Okafor' }))
  await ruth.page.keyboard.press('Space')
  await tabAndPress(ruth.page, ruth.page.getByRole('button', { name: 'Write', exact: true }))
  await ruth.page.getByRole('heading', { level: 1, name: 'Ines Okafor' }).waitFor()
  await typeAndSend(ruth.page, 'It does, to my surprise')
  await ines.page.getByRole('link', { name: /^Ruth Abel, 1 unread/ }).waitFor()
  await ines.page.keyboard.press('Escape')
  await ines.page.keyboard.press('n')
  await message(ines.page, 'It does, to my surprise').waitFor()
  await ines.page.keyboard.press('ArrowUp')
  await ines.page.locator('article:focus').waitFor()
  await ines.page.keyboard.press('Enter')
  await typeHere(ines.page, ines.page.getByRole('textbox', { name: 'Message' }), 'Lunch?')
  await ines.page.keyboard.press('Enter')
  await message(ruth.page, 'Lunch?').waitFor()
  expect(ruth.complaints).toEqual([])
  expect(ines.complaints).toEqual([])
})

/** A pointer that is used after all becomes a complaint. */
async function openWithoutMouse(host: RunningHost): Promise<Profile> {
  const profile = await openProfile(host)
  await profile.context.addInitScript(
    `addEventListener('pointerdown', () => console.error('A pointer was used'), true)`,
  )
  return profile
}

async function answerFourQuestions(page: Page): Promise<void> {
  const { keyboard } = page
  await tabAndPress(page, page.getByRole('button', { name: 'Start a new office' }))
  await typeHere(page, page.getByLabel('Name of your office'), 'Larch & Lime')
  await keyboard.press('Enter')
  await typeHere(page, page.getByLabel('Your name'), OWNER.name)
  await typeInto(page, page.getByLabel('E-mail'), OWNER.email)
  await typeInto(page, page.getByRole('textbox', { name: 'Password' }), OWNER.password)
  await page.getByText(/^Strong\./).waitFor()
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Where do people find it?' }).waitFor()
  await tabAndPress(page, page.getByRole('button', { name: 'Next: trust' }))
  await tabAndPress(page, page.getByRole('button', { name: 'Open the office' }))
  await page.getByRole('heading', { name: 'Larch & Lime is open.' }).and(page.locator(':focus')).waitFor()
  await tabAndPress(page, page.getByRole('button', { name: 'See how it is doing' }))
  await page.getByRole('heading', { level: 1, name: /^Yes/ }).waitFor()
}

/** @returns what was put on the clipboard */
async function inviteFromDashboard(page: Page): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(page.url()).origin })
  await tabAndPress(page, page.getByRole('button', { name: 'Invite someone' }))
  await tabAndPress(page, page.getByRole('button', { name: 'Copy link' }))
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  const link = await page.evaluate<string>('navigator.clipboard.readText()')
  expect(link).toBe(await page.getByText(/^http:.*\/trust#/).textContent())
  return link
}

async function join(page: Page): Promise<void> {
  await typeHere(page, page.getByLabel('Your name'), 'Ines Okafor')
  await typeInto(page, page.getByLabel('E-mail'), 'ines@larch.test')
  await typeInto(page, page.getByRole('textbox', { name: 'Password' }), 'four violet kettles sing')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: /, Ines/ }).waitFor()
}

async function signIn(page: Page): Promise<void> {
  await typeHere(page, page.getByLabel('E-mail'), OWNER.email)
  await typeInto(page, page.getByRole('textbox', { name: 'Password' }), OWNER.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: /, Ruth/ }).waitFor()
}

async function writeInTopic(page: Page, stream: string, topic: string, text: string): Promise<void> {
  await page.keyboard.press('/')
  await typeHere(page, page.getByRole('searchbox'), stream)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: stream }).waitFor()
  await page.keyboard.press('c')
  await tabTo(page, page.getByRole('combobox', { name: 'Topic' }), 'Shift+Tab')
  await page.keyboard.type(topic)
  await tabTo(page, page.getByRole('textbox', { name: 'Message' }))
  await typeAndSend(page, text)
}

async function typeAndSend(page: Page, text: string): Promise<void> {
  await typeHere(page, page.getByRole('textbox', { name: 'Message' }), text)
  await page.keyboard.press('Enter')
}
