import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { spawnHost, stopHost } from './spawn-host.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where first-start.ts keeps its data folders; global-setup.ts makes and removes it. */
    firstStarts: string
  }
}

/**
 * Makes an empty or missing data folder one that a host had its first start on, and stopped. A first start is the most
 * expensive thing a test can ask for, so it happens once a run for each organization, and is copied: tests of the first
 * start itself must not use this.
 * @param organization as in a file for `--unattended`; without: nobody has made one yet
 */
export async function fillDataFolder(data: string, organization?: object): Promise<void> {
  const text = JSON.stringify(organization ?? null)
  const kept = join(inject('firstStarts'), createHash('sha256').update(text).digest('hex').slice(0, 16))
  if (!existsSync(kept)) await makeFirstStart(kept, organization && text)
  copyInto(data, kept)
}

/** Tests that come at once may each make one; the first one stays. */
async function makeFirstStart(kept: string, file: string | undefined): Promise<void> {
  const temp = mkdtempSync(join(inject('firstStarts'), 'making-'))
  const data = join(temp, 'data')
  mkdirSync(data, { mode: 0o700 })
  if (file !== undefined) writeFileSync(join(temp, 'file.json'), file, { mode: 0o600 })
  const unattended = file === undefined ? [] : ['--unattended', join(temp, 'file.json')]
  const host = spawnHost(data, ['--port', '0', ...unattended])
  try {
    await host.ready
  } finally {
    await stopHost(host.process)
  }
  try {
    renameSync(data, kept)
  } catch (error) {
    if (!existsSync(kept)) throw error
  }
  rmSync(temp, { recursive: true, force: true })
}

/** With its owners: root's Postgres has an account of its own. */
function copyInto(data: string, kept: string): void {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  if (process.platform === 'win32') cpSync(kept, data, { recursive: true })
  else execFileSync('cp', ['-a', `${kept}/.`, data])
}
