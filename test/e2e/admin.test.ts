import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { runOnHost } from '../../server/admin/socket-client.ts'
import { findDataFolder } from '../../server/lib/data-folder.ts'
import { ApiClient } from '../support/api.ts'
import { findSerious, overflow } from '../support/axe.ts'
import { openProfile, withBrowser } from '../support/browser.ts'
import { createDataFolder, killHost, type RunningHost, startHost, stopHost } from '../support/host.ts'
import { startSmtp } from '../support/smtp.ts'

const LONG = 240_000

withBrowser()

test.for([
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
] as const)(
  'the first run goes by keyboard alone, and axe finds nothing serious in it, $colorScheme',
  {
    timeout: LONG,
  },
  async (look) => {
    const host = await startHost(createDataFolder(), 0, 'nobody')
    const { page, complaints } = await openProfile(host, look)
    const { keyboard } = page
    const isFine = async () => {
      expect(await findSerious(page)).toEqual([])
      expect(await overflow(page)).toBe(0)
    }
    await page.goto(host.adminUrl)
    await page.getByRole('button', { name: 'Start a new office' }).waitFor()
    await isFine()
    await keyboard.press('Tab')
    await press(page, 'Start a new office')
    await page.getByLabel('Name of your office').waitFor()
    await keyboard.press('Enter')
    await page.getByText('Your office needs a name.').waitFor()
    await isFine()
    await keyboard.type('Larch & Lime')
    await keyboard.press('Enter')
    await page.getByLabel('Your name').waitFor()
    await keyboard.type('Ruth Abel')
    await keyboard.press('Tab')
    await keyboard.type('ruth@larch.test')
    await keyboard.press('Tab')
    await keyboard.type('ruth abel')
    await page.getByText(/^Easy to guess/).waitFor()
    await keyboard.press('Enter')
    await page.getByText(/too easy to guess/).waitFor()
    await isFine()
    await page.getByRole('textbox', { name: 'Password' }).focus()
    await keyboard.press('Control+A')
    await keyboard.type('oak stairs creak at nine')
    await keyboard.press('Enter')
    await page.getByLabel('Port').waitFor()
    await isFine()
    await keyboard.type('not a name!')
    await keyboard.press('Enter')
    await page.getByRole('alert').or(page.locator('[aria-invalid=true]')).first().waitFor()
    await keyboard.press('Control+A')
    await keyboard.press('Delete')
    await keyboard.press('Enter')
    await page.getByRole('button', { name: 'Open the office' }).waitFor()
    await isFine()
    await press(page, 'Open the office')
    await page.getByRole('heading', { name: 'Larch & Lime is open.' }).waitFor()
    await page.getByRole('button', { name: 'Copy link' }).waitFor()
    await isFine()
    await press(page, 'See how it is doing')
    await page.getByRole('heading', { level: 1, name: 'Yes. All is well.' }).waitFor()
    await isFine()
    await page.getByRole('link', { name: 'Settings' }).focus()
    await keyboard.press('Enter')
    await page.getByLabel('API calls per person').waitFor()
    await isFine()
    expect(complaints).toEqual([])
  },
)

test('the wizard can be left, and survives a crash of the host, at each step', { timeout: LONG }, async () => {
  const data = createDataFolder()
  let host = await startHost(data, 0, 'nobody')
  // On a fixed port the page for trust keeps its own, which another test's host may take while this one is down.
  await runOnHost(await findDataFolder(data), 'settings.update', { plain_http_port: 20_000 + (process.pid % 10_000) })
  const port = Number(new URL(host.url).port)
  const { page } = await openProfile(host)
  const crash = async () => {
    await killHost(host.process)
    host = await startHost(data, port, 'nobody')
    await page.goto('about:blank')
    await page.goto(host.adminUrl)
  }
  const next = (name: string) => page.getByRole('button', { name }).click()
  await page.goto(host.adminUrl)
  await next('Start a new office')
  await page.getByLabel('Name of your office').fill('Larch & Lime')
  await next('Next: you')
  await page.getByLabel('Your name').waitFor()
  await crash()
  await next('Go on with Larch & Lime')
  await page.getByLabel('Your name').fill('Ruth Abel')
  await page.getByLabel('E-mail').fill('ruth@larch.test')
  await page.getByRole('textbox', { name: 'Password' }).fill('oak stairs creak at nine')
  await next('Next: the way in')
  await page.getByLabel('Port').waitFor()
  await crash()
  await next('Go on with Larch & Lime')
  await next('Next: trust')
  await page.getByRole('button', { name: 'Open the office' }).waitFor()
  await crash()
  await next('Go on with Larch & Lime')
  await next('Back')
  await page.getByLabel('Port').waitFor()
  await next('Next: trust')
  await next('Open the office')
  await page.getByRole('heading', { name: 'Larch & Lime is open.' }).waitFor()
  await crash()
  await page.getByRole('heading', { level: 1, name: 'Yes. All is well.' }).waitFor()
  // The password was typed before two crashes.
  await page.getByRole('link', { name: 'Chat' }).click()
  await page.getByLabel('E-mail').fill('ruth@larch.test')
  await page.getByRole('textbox', { name: 'Password' }).fill('oak stairs creak at nine')
  await next('Come in')
  await page.getByRole('heading', { level: 1, name: /, Ruth/ }).waitFor()
})

test('the dashboard keeps what it knew while the host is away, and goes on by itself', { timeout: LONG }, async () => {
  const data = createDataFolder()
  const host = await startHost(data)
  const { page } = await openProfile(host)
  await page.goto(host.adminUrl)
  await page.getByRole('heading', { level: 1, name: 'Yes. All is well.' }).waitFor()
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByLabel('API calls per person').fill('many')
  await page.getByRole('button', { name: 'Save the changes' }).click()
  await page.locator('[aria-invalid=true]').waitFor()
  await page.getByLabel('API calls per person').fill('300')
  await page.getByRole('radiogroup', { name: 'Log files' }).getByText('Warnings and faults').click()
  await page.getByRole('button', { name: 'Save the changes' }).click()
  await page.getByText('Saved. It holds from now on.').waitFor()
  await testMail(page)
  await page.getByRole('link', { name: 'Home' }).click()
  await reopen(page, host)
  await stopHost(host.process)
  await page
    .getByText(/does not answer|cannot be reached/)
    .first()
    .waitFor()
  await page.getByText('How do people get in?').waitFor()
  await startHost(data, Number(new URL(host.url).port))
  await page
    .getByText(/does not answer|cannot be reached/)
    .first()
    .waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect.poll(() => page.getByLabel('API calls per person').inputValue()).toBe('300')
  expect(await page.getByRole('radio', { name: 'Warnings and faults' }).isChecked()).toBe(true)
})

/** A test goes out by saved settings alone; what becomes of it is said, and that it takes long. */
async function testMail(page: Page): Promise<void> {
  const isSeen = Promise.withResolvers<void>()
  const smtp = await startSmtp({ onConnect: (_session, done) => void isSeen.promise.then(() => done()) })
  onTestFinished(() => smtp.stop())
  const button = page.getByRole('button', { name: 'Send the test' })
  const save = async (values: Record<string, string>) => {
    for (const [label, value] of Object.entries(values)) await page.getByLabel(label, { exact: true }).fill(value)
    await page.getByText('Save the changes first').waitFor()
    expect(await button.isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Save the changes' }).click()
    await page.getByText('Saved. It holds from now on.').waitFor()
  }
  await page.getByText('Name the mail server and the sender').waitFor()
  expect(await button.isDisabled()).toBe(true)
  await page.getByText('Not encrypted', { exact: true }).click()
  await save({ 'Mail server': 'localhost', 'Port of the mail server': '1', 'Sender of mails': 'hearth@acme.test' })
  const to = page.getByLabel('Send a test mail to')
  await to.fill('ruth')
  await press(page, 'Send the test')
  await page.getByText('This is not an e-mail address.').waitFor()
  await to.fill('ruth@acme.test')
  await press(page, 'Send the test')
  await page
    .getByRole('alert')
    .getByText(/^The mail was not sent: .*ECONNREFUSED/)
    .waitFor()
  expect(await findSerious(page)).toEqual([])
  await save({ 'Port of the mail server': String(smtp.port) })
  expect(await page.getByRole('alert').count()).toBe(0)
  await to.press('Enter')
  await page.getByRole('status').getByText('Waiting for the mail server').waitFor()
  isSeen.resolve()
  await page.getByRole('status').getByText('The mail server has taken the test for ruth@acme.test.').waitFor()
  expect(smtp.mails.map((mail) => mail.to)).toEqual([['ruth@acme.test']])
  expect(await findSerious(page)).toEqual([])
}

/** A closed organization is said to be closed, and opened again by the keyboard. */
async function reopen(page: Page, host: RunningHost): Promise<void> {
  const ada = await ApiClient.login(host, 'ada@acme.test')
  expect((await ada.call('POST', '/realm/deactivate')).body).toMatchObject({ result: 'success' })
  ada.close()
  await page.getByText('Acme is closed. Nobody can log in.').waitFor()
  await expect(ApiClient.login(host, 'ada@acme.test')).rejects.toThrow('deactivated')
  expect(await findSerious(page)).toEqual([])
  await press(page, 'Reopen Acme')
  await page.getByRole('status').getByText('Acme is open again.').waitFor()
  expect(await page.locator('[role=status]:focus').textContent(), 'the focus is not lost').toMatch(/^Acme is open/)
  await page.getByRole('heading', { level: 1, name: 'Yes. All is well.' }).waitFor()
  expect(await findSerious(page)).toEqual([])
  const again = await ApiClient.login(host, 'ada@acme.test')
  again.close()
}

/** Goes on with Tab until the button has the focus, as somebody without a mouse does, and presses it. */
async function press(page: Page, name: string): Promise<void> {
  const focused = page.locator('button:focus', { hasText: name })
  for (let i = 0; i < 12 && (await focused.count()) === 0; i++) await page.keyboard.press('Tab')
  expect(await focused.count(), `Tab reaches ${name}`).toBe(1)
  await page.keyboard.press('Enter')
}
