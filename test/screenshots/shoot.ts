import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** Where `npm run screenshots` leaves its pictures; not part of the repository. */
const FOLDER = join(import.meta.dirname, '../../dist/screenshots')

export const LOOKS = [
  { colorScheme: 'light', width: 'wide' },
  { colorScheme: 'dark', width: 'wide' },
  { colorScheme: 'light', width: 'phone' },
  { colorScheme: 'dark', width: 'phone' },
] as const
export type Look = (typeof LOOKS)[number]

// In the page, which has types of its own.
const SETTLED = `document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))))`
const THEME = `matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'`

const HEIGHTS = { wide: 900, phone: 844 } as const

/** What a profile is opened with for pictures of this look. @param wide the width that is not a phone's */
export function profileOf({ colorScheme, width }: Look, wide: number) {
  const isPhone = width === 'phone'
  return {
    colorScheme,
    viewport: { width: isPhone ? 390 : wide, height: HEIGHTS[width] },
    hasTouch: isPhone,
    reducedMotion: 'reduce',
  } as const
}

/** Takes a picture, `<name>-<width>-<theme>.png`, once everything that comes by itself is there. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true })
  await page.evaluate(SETTLED)
  const theme = await page.evaluate<string>(THEME)
  await page.screenshot({ path: join(FOLDER, `${name}-${page.viewportSize()?.width}-${theme}.png`) })
}
