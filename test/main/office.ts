import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { AdminReply } from '../../server/contract/admin/reply.ts'
import type { Desktop } from '../support/electron/desktop.ts'
import { startDesktop } from '../support/electron/start-desktop.ts'
import { fillDataFolder } from '../support/first-start.ts'
import { createDataFolder } from '../support/host.ts'
import { tempFolder } from '../support/temp-folder.ts'

export const LONG = { timeout: 120_000 }

const FILE = {
  organization: { name: 'Acme' },
  owner: { full_name: 'Ada', email: 'ada@acme.test', password: 'correct horse battery staple' },
}

export interface Office {
  readonly data: string
  readonly home: string
  readonly app: Desktop
  /** Of the administration. */
  readonly page: Page
}

/** The desktop app on a data folder of its own, with its window open and the host running. */
export async function openOffice({ isSetUp = false, args = ['--port', '0'] } = {}): Promise<Office> {
  const data = createDataFolder()
  const home = await tempFolder()
  await fillDataFolder(data, isSetUp ? FILE : undefined)
  const app = await startDesktop({ data, home, args })
  const page = await app.window('admin')
  await untilRunning(page)
  return { data, home, app, page }
}

export async function untilRunning(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate('window.hearth?.state()').catch(() => undefined)).toEqual({ phase: 'running' })
}

/** What a script of the page can do. */
export async function ask(page: Page, operation: string, input: unknown = {}): Promise<AdminReply> {
  return page.evaluate<AdminReply>(`window.hearth.admin(...${JSON.stringify([operation, input])})`)
}

export async function output<T>(page: Page, operation: string, input: unknown = {}): Promise<T> {
  const reply = await ask(page, operation, input)
  if (!reply.ok) throw new Error(reply.error.message)
  return reply.output as T
}
