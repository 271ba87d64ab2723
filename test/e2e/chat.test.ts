import { expect, test } from 'vitest'
import { makeStream, message, openProfile, say, signIn, withBrowser } from '../support/browser.ts'
import { createDataFolder, startHost } from '../support/host.ts'

const LONG = 300_000

withBrowser()

test('two people chat in a topic and directly, each seeing the other at once', { timeout: LONG }, async () => {
  const host = await startHost(createDataFolder())
  const ada = await openProfile(host)
  const grace = await openProfile(host)
  await signIn(ada.page, host, 'ada@acme.test')
  await signIn(grace.page, host, 'grace@acme.test')

  await makeStream(ada.page, 'Mill House')
  await grace.page.getByRole('link', { name: 'Mill House' }).click()
  await ada.page.getByRole('combobox', { name: 'Topic' }).fill('Stairs')
  await say(ada.page, 'The survey is back')
  await message(grace.page, 'The survey is back').waitFor()
  await grace.page
    .getByRole('heading', { name: /Stairs/ })
    .getByRole('link', { name: 'Stairs' })
    .click()
  await grace.page.waitForURL(/#narrow\/channel\/\d+-Mill-House\/topic\/Stairs$/)
  await say(grace.page, 'Does the beam hold?')
  await message(ada.page, 'Does the beam hold?').waitFor()

  await ada.page.getByRole('link', { name: 'Grace' }).first().click()
  await ada.page.waitForURL(/#narrow\/dm\/\d+-Grace$/)
  await say(ada.page, 'Lunch?')
  await grace.page
    .getByRole('link', { name: /^Ada, 1 unread/ })
    .first()
    .click()
  await message(grace.page, 'Lunch?').waitFor()
  await say(grace.page, 'At noon')
  await message(ada.page, 'At noon').waitFor()
  expect(ada.complaints).toEqual([])
  expect(grace.complaints).toEqual([])
})
