import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The fuses in the order of their bytes in Electron's binary. */
const FUSES = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const

// What stands before the fuses in every Electron binary: this, a version and how many there are.
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const ELECTRONS_OWN = '10110001'

/** What electron-builder needs of an Electron distribution to package with it, in place of a download of 100 MB. */
export function makeDummyElectron(folder: string, version: string): void {
  for (const part of ['locales', 'resources']) mkdirSync(join(folder, part), { recursive: true })
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak']) writeFileSync(join(folder, name), '')
  writeFileSync(join(folder, 'version'), version)
  for (const program of ['electron', 'chrome_crashpad_handler', 'chrome-sandbox']) {
    writeFileSync(
      join(folder, program),
      `#!/bin/sh\n${SENTINEL}\x01${String.fromCharCode(FUSES.length)}${ELECTRONS_OWN}`,
    )
    chmodSync(join(folder, program), 0o755)
  }
}

/** The names of the fuses that are on in a packaged program. */
export function fusesOn(program: string): string[] {
  const bytes = readFileSync(program, 'latin1')
  const start = bytes.indexOf(SENTINEL)
  if (start < 0) throw new Error(`${program} has no fuses`)
  const values = bytes.slice(start + SENTINEL.length + 2)
  return FUSES.filter((_, i) => values[i] === '1')
}
