import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

const FAR = 60

/** Goes on with Tab until this has the focus, and shows it. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await target.waitFor()
  for (let steps = 0; steps < FAR; steps += 1) {
    if (await target.evaluate((element) => element.matches(':focus'))) {
      expect(await target.evaluate((element) => element.matches(':focus-visible'))).toBe(true)
      return
    }
    await page.keyboard.press(key)
  }
  throw new Error(`${FAR} times ${key} do not lead to ${target}`)
}

/** The same, then the key that acts. */
export async function tabAndPress(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press('Enter')
}

/** The field has the focus already, as a page should see to. */
export async function typeHere(page: Page, field: Locator, text: string): Promise<void> {
  await field.and(page.locator(':focus')).waitFor()
  await page.keyboard.type(text)
}

/** Goes to the field by Tab. */
export async function typeInto(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field)
  await page.keyboard.type(text)
}
