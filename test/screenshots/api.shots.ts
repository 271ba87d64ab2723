import { test } from 'vitest'
import { openProfile, withBrowser } from '../support/browser.ts'
import { createDataFolder, startHost } from '../support/host.ts'
import { LOOKS, profileOf, shoot } from './shoot.ts'

withBrowser()

test('the API’s pages', { timeout: 240_000 }, async () => {
  const host = await startHost(createDataFolder())
  for (const look of LOOKS) {
    const { page, context } = await openProfile(host, profileOf(look, 1440))
    await page.goto(`${host.url}/api/`)
    await shoot(page, 'api')
    await page.getByRole('link', { name: 'Messages', exact: true }).click()
    await shoot(page, 'api-messages')
    await page.goto(`${host.url}/api/send-message`)
    await shoot(page, 'api-operation')
    await page.getByRole('heading', { name: 'Python' }).scrollIntoViewIfNeeded()
    await shoot(page, 'api-example')
    await page.getByRole('searchbox').fill('flag read')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Search' }).waitFor()
    await shoot(page, 'api-search')
    await page.goto(`${host.url}/api/errors`)
    await shoot(page, 'api-errors')
    await context.close()
  }
})
