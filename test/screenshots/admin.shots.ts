import type { Page } from 'playwright-core'
import { onTestFinished, test } from 'vitest'
import { ApiClient } from '../support/api.ts'
import { openProfile, withBrowser } from '../support/browser.ts'
import { createDataFolder, type RunningHost, startHost } from '../support/host.ts'
import { startSmtp } from '../support/smtp.ts'
import { LOOKS, profileOf, shoot } from './shoot.ts'

const OWNER = 'ruth@larch.test'
const PASSWORD = 'oak stairs creak at nine'

withBrowser()

test.for(LOOKS)('the administration, $colorScheme, $width', { timeout: 240_000 }, async (look) => {
  const host = await startHost(createDataFolder(), 0, 'nobody')
  const { page } = await openProfile(host, profileOf(look, 1280))
  await page.goto(`${host.url}/admin/#not-a-link-that-was-made`)
  await page.getByRole('heading').first().waitFor()
  await shoot(page, 'admin-closed')
  await page.goto(host.adminUrl)
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
  await testMail(page)
  await close(page, host)

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

async function testMail(page: Page): Promise<void> {
  await page.getByLabel('Mail server', { exact: true }).fill('localhost')
  await page.getByLabel('Sender of mails').fill('hearth@larch.test')
  const to = page.getByLabel('Send a test mail to')
  await to.scrollIntoViewIfNeeded()
  await shoot(page, 'admin-settings-mail-unsaved')
  await page.getByRole('button', { name: 'Save the changes' }).click()
  await page.getByText('Saved. It holds from now on.').waitFor()
  await to.fill('ruth')
  await page.getByRole('button', { name: 'Send the test' }).click()
  await page.getByText('This is not an e-mail address.').waitFor()
  await shoot(page, 'admin-settings-mail-wrong')
  await to.fill(OWNER)
  await page.getByRole('button', { name: 'Send the test' }).click()
  await page.getByRole('alert').waitFor()
  await page.getByRole('alert').scrollIntoViewIfNeeded()
  await shoot(page, 'admin-settings-mail-failed')
  const smtp = await startSmtp({ onConnect: (_session, done) => setTimeout(done, 2000) })
  onTestFinished(() => smtp.stop())
  await page.getByText('Not encrypted', { exact: true }).click()
  await page.getByLabel('Port of the mail server').fill(String(smtp.port))
  await page.getByRole('button', { name: 'Save the changes' }).click()
  await page.getByRole('alert').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Send the test' }).click()
  await page.getByText('Waiting for the mail server').waitFor()
  await shoot(page, 'admin-settings-mail-waiting')
  const taken = page.getByText('The mail server has taken the test')
  await taken.waitFor()
  await taken.scrollIntoViewIfNeeded()
  await shoot(page, 'admin-settings-mail-sent')
}

async function close(page: Page, host: RunningHost): Promise<void> {
  const ruth = await ApiClient.login(host, OWNER, PASSWORD)
  await ruth.call('POST', '/realm/deactivate')
  ruth.close()
  await page.getByRole('link', { name: 'Home' }).click()
  const button = page.getByRole('button', { name: 'Reopen Larch & Lime' })
  await button.waitFor()
  await page.getByRole('heading', { level: 1, name: /look at: Chat/ }).waitFor()
  await shoot(page, 'admin-dashboard-closed')
  await button.scrollIntoViewIfNeeded()
  await shoot(page, 'admin-dashboard-closed-needs')
  await button.press('Enter')
  await page.getByText('Larch & Lime is open again').waitFor()
  await page.getByRole('heading', { level: 1, name: /^Yes\. All/ }).waitFor()
  await page.getByText('Larch & Lime is open again').scrollIntoViewIfNeeded()
  await shoot(page, 'admin-dashboard-reopened')
}

async function walkWizard(page: Page): Promise<void> {
  const next = (name: string) => page.getByRole('button', { name }).click()
  await page.getByRole('button', { name: 'Start a new office' }).waitFor()
  await shoot(page, 'wizard-start')
  await next('Start a new office')
  await page.getByLabel('Name of your office').fill('Larch & Lime')
  await shoot(page, 'wizard-office')
  await next('Next: you')
  await page.getByLabel('Your name').fill('Ruth Abel')
  await page.getByLabel('E-mail').fill(OWNER)
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
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
