import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { SECURITY_HEADERS } from '../../../../server/http/headers.ts'
import { renderMarkdown } from '../../../../server/markdown/index.ts'
import { launchBrowser } from '../../../support/browser.ts'
import { EVERYBODY } from '../../../support/markdown/context.ts'
import { needs } from '../../../support/needs.ts'
import { createVectors } from './vectors.ts'

const LONG = 120_000
const BATCH = 250

beforeEach((context) => {
  const missing = needs('chromium', 'chromium')
  context.skip(missing !== undefined, missing)
})

interface Seen {
  readonly page: Page
  readonly origin: string
  readonly dialogs: string[]
  /** requests to other hosts */
  readonly foreign: string[]
}

/** An empty page with the headers of the product, as a message is put into. */
async function openPage(): Promise<Seen> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/' ? 200 : 404, { ...SECURITY_HEADERS, 'content-type': 'text/html' })
    response.end(request.url === '/' ? '<!doctype html><title>chat</title><main></main>' : '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = await launchBrowser()
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  const [dialogs, foreign]: [string[], string[]] = [[], []]
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) foreign.push(request.url())
  })
  await page.goto(`${origin}/`)
  return { page, origin, dialogs, foreign }
}

interface Found {
  readonly violations: string[]
  readonly handlers: string[]
  readonly tags: string[]
  readonly protocols: string[]
  readonly hit: boolean
}

/** Runs in the page: puts messages into it, does to every element what a person could, and tells what came of it. */
const SHOW = `async (pieces) => {
  const main = document.querySelector('main')
  const violations = []
  const note = ({ effectiveDirective, blockedURI }) => {
    // Inline styles, of formulas and of tables, are refused too: no danger, and for the page's own script to set.
    if (effectiveDirective !== 'style-src-attr') violations.push(effectiveDirective + ' ' + blockedURI)
  }
  document.addEventListener('securitypolicyviolation', note)
  main.innerHTML = pieces.map((piece) => '<article>' + piece + '</article>').join('')
  // Nothing may have closed its message, or have got out of it.
  if (main.children.length !== pieces.length) violations.push('a message is not whole')
  const elements = [...main.querySelectorAll('*')]
  for (const element of elements) {
    for (const type of ['mouseover', 'pointerenter', 'focus', 'animationstart', 'toggle']) element.dispatchEvent(new Event(type))
  }
  await new Promise((resolve) => setTimeout(resolve, 300))
  document.removeEventListener('securitypolicyviolation', note)
  return {
    violations,
    handlers: elements.flatMap((element) => element.getAttributeNames().filter((name) => name.startsWith('on'))),
    tags: [...new Set(elements.map(({ localName }) => localName))],
    protocols: [...new Set([...main.querySelectorAll('a')].map(({ protocol }) => protocol))],
    hit: 'hit' in window,
  }
}`

function show(page: Page, html: readonly string[]): Promise<Found> {
  return page.evaluate<Found>(`(${SHOW})(${JSON.stringify(html)})`)
}

const TAGS =
  'article p br hr h1 h2 h3 h4 h5 h6 ul ol li blockquote table thead tbody tr th td div pre code span strong em del a img video audio time'.split(
    ' ',
  )
const MATH = 'math semantics annotation mrow mi mo mn mtext mspace mstyle msup mpadded mfrac'.split(' ')
/** `:` is what a browser says of an address that it cannot read. */
const PROTOCOLS = ['http:', 'https:', 'mailto:', 'tel:', 'bitcoin:', ':', '']

test('the page notices what would be an attack', { timeout: LONG }, async () => {
  const { page, foreign } = await openPage()
  const evil =
    '<img src=x onmouseover=alert(1)><img src="https://evil.test/x.png"><a href="javascript:alert(1)">a</a><form></form>'
  const found = await show(page, [evil, '</article><p>out</p>'])
  expect(found.violations.join()).toMatch(/script-src.*img-src|img-src.*script-src/)
  expect(found.violations).toContain('a message is not whole')
  expect(found.handlers).toEqual(['onmouseover'])
  expect(found.tags).toContain('form')
  expect(found.protocols).toContain('javascript:')
  expect(foreign.every((url) => url.startsWith('https://evil.test'))).toBe(true)
})

test('thousands of vectors make a browser run, load and complain of nothing', { timeout: LONG }, async () => {
  const { page, origin, dialogs, foreign } = await openPage()
  const vectors = createVectors(3_000, 2)
  const html = vectors.map((vector) => renderMarkdown(vector, EVERYBODY).html)
  for (let from = 0; from < html.length; from += BATCH) {
    const found = await show(page, html.slice(from, from + BATCH))
    expect(found.violations).toEqual([])
    expect(found.handlers).toEqual([])
    expect(found.hit).toBe(false)
    expect(found.tags.filter((tag) => !TAGS.includes(tag) && !MATH.includes(tag))).toEqual([])
    expect(found.protocols.filter((protocol) => !PROTOCOLS.includes(protocol))).toEqual([])
  }
  expect(dialogs).toEqual([])
  expect(foreign).toEqual([])
  expect(page.url()).toBe(`${origin}/`)
})
