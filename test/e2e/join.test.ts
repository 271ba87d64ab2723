import { expect, test } from 'vitest'
import { ApiClient } from '../support/api.ts'
import { openProfile, signIn, withBrowser } from '../support/browser.ts'
import { createDataFolder, type RunningHost, startHost } from '../support/host.ts'

const LONG = 300_000

withBrowser()

test('an invitation says what is wrong with each answer, keeps what was typed, and lets one in', {
  timeout: LONG,
}, async () => {
  const host = await startHost(createDataFolder())
  const { page, complaints } = await openProfile(host)
  await page.goto(await invite(host))
  await page.getByRole('heading', { name: 'Join Acme' }).waitFor()
  await page.getByText('Ada invites you').waitFor()
  const join = () => page.getByRole('button', { name: 'Join and come in' }).click()
  await join()
  await page.getByText('Your colleagues need a name').waitFor()
  await page.keyboard.type('Ines Okafor')
  await join()
  await page.getByText('An address looks like').waitFor()
  await page.keyboard.type('grace@acme.test')
  await page.getByRole('textbox', { name: 'Password' }).fill('ines okafor')
  await join()
  await page.getByText(/too easy to guess/).waitFor()
  await page.getByRole('textbox', { name: 'Password' }).fill('four violet kettles sing')
  await join()
  await page.getByText(/There is an account with this address already/).waitFor()
  expect(await page.getByLabel('Your name').inputValue()).toBe('Ines Okafor')
  await page.getByLabel('E-mail').fill('ines@acme.test')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: /, Ines/ }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/')
  expect(complaints).toEqual([])
})

test('a link that is of no use any more says why and leads to signing in', { timeout: LONG }, async () => {
  const host = await startHost(createDataFolder())
  const { page } = await openProfile(host)
  await page.goto(`${host.url}/join/nothing-that-was-ever-made`)
  await page.getByRole('heading', { name: 'This door is closed' }).waitFor()
  await page.getByText(/not a valid invitation/).waitFor()
  await page.getByRole('button', { name: 'I have an account: sign in' }).click()
  await page.getByRole('heading', { name: 'Sign in to Acme' }).waitFor()
})

test('a link opened where somebody is signed in takes nobody’s place unasked', { timeout: LONG }, async () => {
  const host = await startHost(createDataFolder())
  const link = await invite(host)
  const { page } = await openProfile(host)
  await signIn(page, host, 'grace@acme.test')
  await page.goto(link)
  await page.getByRole('heading', { name: 'Somebody is signed in here already' }).waitFor()
  await page.getByRole('button', { name: 'Open the chat' }).click()
  await page.getByRole('heading', { level: 1, name: /, Grace/ }).waitFor()
  await page.goto(link)
  await page.getByRole('button', { name: 'Sign out, and join as somebody else' }).click()
  await page.getByRole('heading', { name: 'Join Acme' }).waitFor()
})

async function invite(host: RunningHost): Promise<string> {
  const ada = await ApiClient.login(host, 'ada@acme.test')
  const { body } = await ada.call('POST', '/invites/multiuse', {})
  ada.close()
  // Under the address by which the test trusts the host.
  return `${host.url}${new URL(body['invite_link'] as string).pathname}`
}
