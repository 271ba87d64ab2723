import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { beforeAll, beforeEach, onTestFinished } from 'vitest'
import { PASSWORD, type RunningHost } from './host.ts'
import { needs } from './needs.ts'

const ROOT = join(import.meta.dirname, '../..')
const CHROMIUM = '/usr/bin/chromium'
const run = promisify(execFile)

/** Builds the pages that the host serves, if their sources have changed. */
export async function buildPages(): Promise<void> {
  await run(process.execPath, [join(ROOT, 'resources/build.mjs')])
}

/** Called once in a file whose tests use a browser: without one they are skipped, which says how to install it. */
export function withBrowser(): void {
  const missing = needs('chromium', 'chromium') ?? needs('certutil', 'libnss3-tools')
  beforeAll(buildPages, 180_000)
  beforeEach((context) => context.skip(missing !== undefined, missing))
}

/** A browser without a home, for pages that no host serves. */
export function launchBrowser(): Promise<Browser> {
  // The sandbox cannot be set up by root.
  return chromium.launch({ executablePath: CHROMIUM, chromiumSandbox: process.getuid?.() !== 0 })
}

export interface Profile {
  readonly context: BrowserContext
  readonly page: Page
  /** What the browser complained of: errors of the page, refusals of the content security policy. */
  readonly complaints: string[]
}

interface ProfileOptions {
  readonly viewport?: { width: number; height: number }
  readonly colorScheme?: 'light' | 'dark'
  readonly hasTouch?: boolean
}

/** A browser of its own with a home of its own, which trusts the host's authority and no other. */
export async function openProfile(host: RunningHost, options: ProfileOptions = {}): Promise<Profile> {
  const home = await mkdtemp(join(tmpdir(), 'hearth-browser-'))
  onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))
  await trust(home, host.ca)
  const context = await chromium.launchPersistentContext(join(home, 'profile'), {
    executablePath: CHROMIUM,
    env: { ...process.env, HOME: home },
    // The sandbox cannot be set up by root.
    chromiumSandbox: process.getuid?.() !== 0,
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    ...options,
  })
  onTestFinished(() => context.close())
  context.setDefaultTimeout(20_000)
  const page = context.pages()[0] ?? (await context.newPage())
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`error: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    // A host that is away, or refuses a call, is not the page's fault.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text())
  })
  return { context, page, complaints }
}

/** Chromium on Linux reads the authorities it trusts from a database in the home folder. */
async function trust(home: string, ca: string): Promise<void> {
  const file = join(home, 'ca.pem')
  const store = `sql:${join(home, '.pki/nssdb')}`
  await writeFile(file, ca)
  await run('mkdir', ['-p', join(home, '.pki/nssdb')])
  await run('certutil', ['-d', store, '-N', '--empty-password'])
  await run('certutil', ['-d', store, '-A', '-t', 'C,,', '-n', 'hearth', '-i', file])
}

/** Opens the chat and signs in. */
export async function signIn(page: Page, host: RunningHost, email: string): Promise<void> {
  await page.goto(host.url)
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Come in' }).click()
  await page.getByRole('heading', { level: 1, name: /^Good / }).waitFor()
}

export async function makeStream(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Join or make a stream' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill(name)
  await page.getByRole('button', { name: 'Make the stream' }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

/** Writes where one is, and sends. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.keyboard.press('Enter')
}

/** The message with these words, once the host has it. */
export function message(page: Page, text: string): Locator {
  return page
    .getByRole('article')
    .filter({ has: page.locator('time') })
    .getByText(text, { exact: true })
}

/** Uploads a picture as whoever is signed in. @returns its address */
export async function upload(page: Page, name: string, bytes: Buffer): Promise<string> {
  const body = JSON.stringify({ name, base64: bytes.toString('base64') })
  return page.evaluate<string>(`(async ({ name, base64 }) => {
    const { csrf_token } = await (await fetch('/json/session')).json()
    const form = new FormData()
    form.append('file', new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type: 'image/png' }))
    const answer = await fetch('/json/user_uploads', { method: 'POST', body: form, headers: { 'x-csrftoken': csrf_token } })
    return (await answer.json()).url
  })(${body})`)
}
