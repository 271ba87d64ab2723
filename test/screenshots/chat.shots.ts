import type { Page } from 'playwright-core'
import { test } from 'vitest'
import { openProfile, signIn, upload, withBrowser } from '../support/browser.ts'
import { emailOf, stopHost } from '../support/host.ts'
import { picture } from '../support/pictures.ts'
import { openOffice, RICH } from './office.ts'
import { LOOKS, profileOf, shoot } from './shoot.ts'

withBrowser()

test.for(LOOKS)('the chat, $colorScheme, $width', { timeout: 240_000 }, async (look) => {
  const isPhone = look.width === 'phone'
  const host = await openOffice()
  const { page } = await openProfile(host, profileOf(look, 1440))
  const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click()
  await page.goto(host.url)
  await page.getByLabel('E-mail').waitFor()
  await shoot(page, 'signin')
  await page.getByLabel('E-mail').fill('ruth.abel@acme.test')
  await page.getByRole('textbox', { name: 'Password' }).fill('forgotten')
  await press('Come in')
  await page.getByText(/do not belong together/).waitFor()
  await shoot(page, 'signin-wrong')

  await signIn(page, host, emailOf('Ruth Abel'))
  await page.getByRole('heading', { name: 'For you' }).waitFor()
  await shoot(page, 'inbox')
  await press(isPhone ? 'New stream' : 'Join or make a stream')
  await shootDialog(page, 'streams')
  await page
    .getByRole('link', { name: /^Stair headroom.*unread/ })
    .last()
    .click()
  await page.getByRole('heading', { level: 1, name: 'Stair headroom' }).waitFor()
  await page.getByText('If the beam carries').waitFor()
  await page.getByText('If the beam carries').hover()
  await page.getByRole('textbox', { name: 'Message' }).fill('Thursday at 14:00 works for the client.')
  await shoot(page, 'topic')
  await page.getByRole('textbox', { name: 'Message' }).fill('')
  if (isPhone) {
    await press('About this conversation')
    await shootDialog(page, 'aside')
  }
  await page.goto(page.url().replace(/\/topic\/.*/, ''))
  await page.getByRole('heading', { level: 1, name: 'Mill House' }).waitFor()
  await page.getByText('1.94 m').waitFor()
  await shoot(page, 'stream')
  await page.goto(`${host.url}/#narrow/is/dm`)
  await page.getByText('keys to the model room').waitFor()
  await shoot(page, 'direct-all')
  await page.goto(`${host.url}/#feed`)
  await page.getByText('keys to the model room').waitFor()
  await shoot(page, 'everything')
  await page.goto(`${host.url}/#narrow/is/starred`)
  await page.getByRole('heading', { level: 1, name: 'Starred' }).waitFor()
  await shoot(page, 'starred-empty')
  if (isPhone) {
    await press('Conversations')
    await shootDialog(page, 'drawer')
  } else {
    await press('Your menu')
    await page.getByRole('menu').waitFor()
    await shoot(page, 'menu')
    await page.keyboard.press('Escape')
  }
  await shootRich(page, host.url)
  for (const [name, open] of [
    ['write-to', 'x'],
    ['keyboard', '?'],
  ] as const) {
    await page.locator('body').press(open)
    await shootDialog(page, name)
  }
  await stopHost(host.process)
  await page.getByText('Hearth cannot be reached.').waitFor()
  await shoot(page, 'offline')
})

/** A dialog or drawer that was just opened; closes it. */
async function shootDialog(page: Page, name: string): Promise<void> {
  await page.getByRole('dialog').waitFor()
  await shoot(page, name)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

/** Messages with all that they can show, and a picture looked at. */
async function shootRich(page: Page, url: string): Promise<void> {
  const stream = encodeURIComponent(RICH.stream)
  const id = await page.evaluate<number>(
    `fetch('/json/get_stream_id?stream=${stream}').then((answer) => answer.json()).then(({ stream_id }) => stream_id)`,
  )
  await page.goto(`${url}/#narrow/channel/${id}/topic/${RICH.topic.replaceAll(' ', '.20')}`)
  await page.getByRole('heading', { level: 1, name: RICH.topic }).waitFor()
  await page.keyboard.press('Home')
  await page.getByText('Site notes').scrollIntoViewIfNeeded()
  await shoot(page, 'rich')
  await page.getByRole('button', { name: /^Show:/ }).click()
  await page.getByText('inline code').scrollIntoViewIfNeeded()
  await shoot(page, 'rich-end')
  await page.getByRole('region', { name: /^Poll/ }).scrollIntoViewIfNeeded()
  await shoot(page, 'rich-poll')
  const [wide, high] = [
    await upload(page, 'plan.png', await picture(1200, 500)),
    await upload(page, 'door.png', await picture(300, 500)),
  ]
  await page.getByRole('textbox', { name: 'Message' }).fill(`[Plan](${wide}) and [door](${high})`)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.locator('.message_inline_image img[src*="thumbnail"]').nth(1).waitFor()
  await shoot(page, 'rich-pictures')
  await page.locator('a[data-picture]').first().click()
  await page.getByText('1 of 2').waitFor()
  await shoot(page, 'lightbox')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}
