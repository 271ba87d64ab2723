import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { ApiClient } from '../support/api.ts'
import { findSerious, overflow } from '../support/axe.ts'
import { makeStream, openProfile, say, signIn, upload, withBrowser } from '../support/browser.ts'
import { createDataFolder, type RunningHost, startHost } from '../support/host.ts'
import { picture } from '../support/pictures.ts'
import { hum } from '../support/sounds.ts'

const LONG = 240_000

const EVERYTHING = `# The landing
We measured **1.94 m**, *not* ~~2.00~~, see #**Mill House** and #**Mill House>Stairs**. @**Ada**, @_**Grace** @**all** :tada: 👍
1. one
   * deeper
2. two

> quoted

\`\`\`python
def rise(n):  # of a step
    return round(2_870 / n, 1), "${'wide '.repeat(30)}"
\`\`\`
| what | much |
| --- | ---: |
| riser | 179.4 |

\`inline\` and $$x^2$$, but $$\\frac{1$$, <time:2026-11-23T09:00:00+01:00> or <time:whenever> https://acme.test/ (#123)

\`\`\`math
\\sum_{n=1}^\\infty \\frac{1}{n^2} = \\frac{\\pi^2}{6}
\`\`\`
\`\`\`spoiler The end
It holds.
\`\`\``

withBrowser()

test('a message with everything looks the same before and after the host has it', { timeout: LONG }, async () => {
  const host = await startHost(createDataFolder())
  const { page, context, complaints } = await openProfile(host)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: host.url })
  await signIn(page, host, 'ada@acme.test')
  await makeStream(page, 'Mill House')
  await page.getByRole('combobox', { name: 'Topic' }).fill('Stairs')
  await linksBeforeTheAnswer(page, host)

  const release = await holdAnswers(page)
  await say(page, EVERYTHING)
  const echo = page.getByRole('article', { name: 'Ada, not sent yet' })
  await echo.locator('.codehilite').waitFor()
  const before = await markupOf(echo)
  release()
  await echo.waitFor({ state: 'detached' })
  const article = page.getByRole('article').filter({ has: page.locator('.codehilite') })
  const after = await markupOf(article)
  expect(before).toContain('katex-display')
  expect(before).toContain('href="https://issues.acme.test/123"')
  expect(after).toBe(before)

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect(await findSerious(page)).toEqual([])
  }
  expect(await overflow(page)).toBe(0)
  await opensByKeyboard(page, article)
  await article.getByRole('button', { name: 'Copy the code' }).click()
  await article.getByText('Copied').waitFor()
  expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(
    /^def rise\(n\): {2}# of a step\n {4}return .*"$/,
  )
  const time = article.locator('time[datetime="2026-11-23T08:00:00Z"]')
  expect(await time.textContent()).toMatch(/Mon.*23 Nov 2026/)
  expect(await time.getAttribute('title')).toContain('2026-11-23T09:00:00+01:00')
  expect(await article.locator('.emoji').allTextContents()).toEqual(['🎉', '👍'])
  await article.getByRole('link', { name: '#Mill House', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Mill House' }).waitFor()
  expect(context.pages()).toHaveLength(1)

  await say(page, '/me waves')
  await page.getByText('waves').waitFor()
  expect(await page.getByRole('article').last().textContent()).toMatch(/^Ada waves/)
  await page.getByRole('combobox', { name: 'Topic' }).fill('Lunch #8')
  await takesVotesAndTasks(page)
  const issue = page.getByRole('link', { name: 'Open #8' }).first()
  expect(await issue.getAttribute('href')).toBe('https://issues.acme.test/8')
  expect(await findSerious(page)).toEqual([])
  await page.getByRole('combobox', { name: 'Topic' }).fill('Pictures')
  await showsPictures(page)
  await namesSounds(page)
  expect(complaints).toEqual([])
  await refusesForeigners(page)
})

/** @returns lets what is said from now on go to the host */
async function holdAnswers(page: Page): Promise<() => void> {
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  await page.route('**/json/messages', async (route) => {
    await held
    await route.continue()
  })
  return release
}

/** Also by a linkifier that is made, and changed, while the page is open. */
async function linksBeforeTheAnswer(page: Page, host: RunningHost): Promise<void> {
  await expect.poll(() => fetched(page)).toContain('markdown')
  expect(await fetched(page)).not.toContain('linkifiers')
  const ada = await ApiClient.login(host, 'ada@acme.test')
  const linkifier = { pattern: '#(?P<id>[0-9]+)', url_template: 'https://tracker.acme.test/{id}' }
  const { body } = await ada.call('POST', '/realm/filters', linkifier)
  const release = await holdAnswers(page)
  await say(page, 'see #7')
  const echo = page.getByRole('article', { name: 'Ada, not sent yet' })
  await echo.locator('a[href="https://tracker.acme.test/7"]').waitFor()
  const url_template = 'https://issues.acme.test/{id}'
  await ada.call('PATCH', `/realm/filters/${String(body['id'])}`, { ...linkifier, url_template })
  await echo.locator('a[href="https://issues.acme.test/7"]').waitFor()
  release()
  await echo.waitFor({ state: 'detached' })
  expect(await page.getByRole('link', { name: '#7' }).getAttribute('href')).toBe('https://issues.acme.test/7')
  expect(await fetched(page)).toContain('linkifiers')
  ada.close()
}

/** The parts of the program that have come, by their names. */
function fetched(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(
    `performance.getEntriesByType('resource').map(({ name }) => /assets\\/(.*)-.{8}\\.js$/.exec(name)?.[1] ?? '')`,
  )
}

/** As it is in the page; the ids of spoilers are new each time. */
function markupOf(article: Locator): Promise<string> {
  return article.evaluate(
    (element: { querySelector(selector: string): { innerHTML: string } | null }) =>
      element.querySelector('div:has(> h1)')?.innerHTML.replace(/spoiler-\d+/g, 'spoiler') ?? '',
  )
}

async function opensByKeyboard(page: Page, article: Locator): Promise<void> {
  const hidden = article.getByText('It holds.')
  expect(await hidden.isVisible()).toBe(false)
  await article.getByRole('button', { name: 'Show: The end', expanded: false }).focus()
  await page.keyboard.press('Enter')
  await article.getByRole('button', { name: 'Hide: The end', expanded: true }).waitFor()
  expect(await hidden.isVisible()).toBe(true)
  await page.keyboard.press('Space')
  expect(await hidden.isVisible()).toBe(false)
}

async function takesVotesAndTasks(page: Page): Promise<void> {
  await say(page, '/poll Lunch?\nSoup\nCake')
  const poll = page.getByRole('region', { name: 'Poll: Lunch?' })
  await poll.getByRole('button', { name: 'Cake 0 votes' }).click()
  await poll.getByRole('button', { name: 'Cake 1 vote: Ada (you)', pressed: true }).waitFor()
  await poll.getByRole('textbox', { name: 'Another option' }).fill('jam')
  await page.keyboard.press('Enter')
  await poll.getByRole('button', { name: 'jam 0 votes' }).waitFor()
  await say(page, '/todo Before noon\nCook')
  const list = page.getByRole('region', { name: 'Before noon' })
  await list.getByText('Cook').click()
  await list.getByRole('checkbox', { name: 'Cook', checked: true }).waitFor()
  expect(await findSerious(page)).toEqual([])
}

async function showsPictures(page: Page): Promise<void> {
  const wide = await upload(page, 'stairs.png', await picture(1200, 300))
  const high = await upload(page, 'door.png', await picture(300, 1200))
  await say(page, `[stairs.png](${wide}) [door.png](${high})`)
  const small = page.locator('.message_inline_image img[src*="thumbnail"]')
  await small.nth(1).waitFor()
  expect(
    await small.first().evaluate(({ width, height }: { width: number; height: number }) => [width, height]),
  ).toEqual([400, 100])
  await page.getByRole('link', { name: 'stairs.png' }).last().click()
  const dialog = page.getByRole('dialog', { name: 'stairs.png' })
  await dialog.getByText('1 of 2').waitFor()
  await page.keyboard.press('ArrowRight')
  const second = page.getByRole('dialog', { name: 'door.png' })
  await second.getByText('2 of 2').waitFor()
  expect(await second.getByRole('link', { name: 'Open the original' }).getAttribute('href')).toContain(high)
  expect(await findSerious(page)).toEqual([])
  await page.keyboard.press('Escape')
  await second.waitFor({ state: 'detached' })
}

/** A player alone would not say of what. */
async function namesSounds(page: Page): Promise<void> {
  const sound = await upload(page, 'echo.wav', hum(1))
  await say(page, `The [hall](${sound})`)
  await say(page, `[](${sound})`)
  await page.locator('audio[controls]').nth(1).waitFor()
  expect(await page.getByRole('link', { name: 'echo.wav' }).count()).toBe(1)
}

/** Attack: markup that got past the renderer. Style attributes are allowed, and nothing else. */
async function refusesForeigners(page: Page): Promise<void> {
  const refused = await page.evaluate<string[]>(`(async () => {
    const refused = []
    addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective))
    const box = document.createElement('div')
    document.body.append(box)
    box.innerHTML = '<b style="color: rgb(1, 2, 3)" onclick="window.ran = true">x</b><img src="https://evil.test/x.png">' +
      '<style>b { display: none }</style><i style="background: url(https://evil.test/y.png)">y</i>'
    const inline = document.createElement('script')
    inline.textContent = 'window.ran = true'
    const foreign = document.createElement('script')
    foreign.src = 'https://evil.test/x.js'
    box.append(inline, foreign)
    box.firstChild.click()
    while (refused.length < 6) await new Promise((done) => setTimeout(done, 20))
    const { color, display } = getComputedStyle(box.firstChild)
    return [...refused.sort(), color, display, String(window.ran)]
  })()`)
  expect(refused).toEqual([
    ...['img-src', 'img-src', 'script-src-attr', 'script-src-elem', 'script-src-elem', 'style-src-elem'],
    ...['rgb(1, 2, 3)', 'inline', 'undefined'],
  ])
}
