import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findMissing, NEEDED } from '../../../resources/checks/debian-packages.mjs'
import { tempFolder } from '../../support/temp-folder.ts'

describe('Debian packages that tests need', () => {
  test('are missing when their command is nowhere on the path', async () => {
    const folder = await tempFolder()
    const path = `/nowhere:${folder}`
    expect(findMissing(path)).toContain('chromium')
    mkdirSync(join(folder, 'openssl'))
    writeFileSync(join(folder, 'chromium'), '')
    expect(findMissing(path), 'a file that cannot be run is no command').toContain('chromium')
  })

  test('are there when every command is', async () => {
    const folder = await tempFolder()
    for (const { command } of NEEDED) writeFileSync(join(folder, command), '', { mode: 0o755 })
    expect(findMissing(folder)).toEqual([])
  })
})
