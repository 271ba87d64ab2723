import type { Page } from 'playwright-core'
import { test } from 'vitest'
import { openProfile, withBrowser } from '../support/browser.ts'
import { createDataFolder, startHost } from '../support/host.ts'
import { LOOKS, profileOf, shoot } from './shoot.ts'

withBrowser()

test.for(LOOKS)('the administration, $colorScheme, $width', { timeout: 240_000 }, async (look) => {
  const host = await startHost(createDataFolder(), 0, 'nobody')
  const { page } = await openProfile(host, profileOf(look, 1280))
  await page.goto(`${host.url}/admin/#not-a-link-that-was-made`)
  await page.getByRole('heading').first().waitFor()
  await shoot(page, 'admin-closed')
  await page.goto(host.adminUrl)
  await page.reload()
  await walkWizard(page)

  await page.getByRole('button', { name: 'See how it is doing' }).click()
  await page.getByRole('heading', { level: 1, name: /^Yes/ }).waitFor()
  await shoot(page, 'admin-dashboard')
  await page.getByRole('button', { name: 'Invite someone' }).click()
  await page.getByText(/^http:.*\/trust#/).waitFor()
  await shoot(page, 'admin-dashboard-invited')
  const link = (await page.getByText(/^http:.*\/trust#/).textContent()) ?? ''
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
  await page.getByLabel('Trust page').first().waitFor()
  await shoot(page, 'admin-settings')

  await page.goto(link)
  await page.getByRole('link', { name: 'Accept the invitation' }).waitFor()
  await shoot(page, 'trust-page')
  await page.getByRole('link', { name: 'Accept the invitation' }).click()
  await page.getByRole('heading', { name: /^Join / }).waitFor()
  await page.getByRole('textbox', { name: 'Password' }).fill('violet kettles')
  await page.getByText(/Guessing it|guessing it/).waitFor()
  await shoot(page, 'join')
  await page.goto(`${host.url}/join/nothing`)
  await page.getByRole('heading', { name: 'This door is closed' }).waitFor()
  await shoot(page, 'join-closed')
})

async function walkWizard(page: Page): Promise<void> {
  const next = (name: string) => page.getByRole('button', { name }).click()
  await page.getByRole('button', { name: 'Start a new office' }).waitFor()
  await shoot(page, 'wizard-start')
  await next('Start a new office')
  await page.getByLabel('Name of your office').fill('Larch & Lime')
  await shoot(page, 'wizard-office')
  await next('Next: you')
  await page.getByLabel('Your name').fill('Ruth Abel')
  await page.getByLabel('E-mail').fill('ruth@larch.test')
  await page.getByRole('textbox', { name: 'Password' }).fill('oak stairs creak at nine')
  await page.getByText(/^Strong\./).waitFor()
  await shoot(page, 'wizard-owner')
  await next('Next: the way in')
  await page.getByLabel('Port').waitFor()
  await shoot(page, 'wizard-address')
  await next('Next: trust')
  await page.getByRole('button', { name: 'Open the office' }).waitFor()
  await shoot(page, 'wizard-certificate')
  await next('Open the office')
  await page.getByText(/^http:.*\/trust#/).waitFor()
  await shoot(page, 'wizard-done')
}
