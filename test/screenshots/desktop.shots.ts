import type { Page } from 'playwright-core'
import { test } from 'vitest'
import { openOffice } from '../main/office.ts'
import { hearth } from '../server/cli/host-process.ts'
import { withDesktop } from '../support/electron/start-desktop.ts'
import { shoot } from './shoot.ts'

withDesktop()

/** The app's window has a size of its own, and no phone has one. */
async function shootBoth(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await shoot(page, name)
  }
}

test('the window of the app while there is no host', { timeout: 240_000 }, async () => {
  const { app, page, data } = await openOffice({ isSetUp: true })
  await app.clickTray('Stop')
  await page.getByRole('heading', { name: 'Hearth is stopped.' }).waitFor()
  await shootBoth(page, 'desktop-stopped')
  const other = hearth(['host', '--data', data, '--port', '0'])
  await other.ready()
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByRole('heading', { name: 'Hearth could not start.' }).waitFor()
  await shootBoth(page, 'desktop-failed')
  other.child.kill('SIGTERM')
  await other.ended
})
