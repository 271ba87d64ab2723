import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { withLock } from '../../../resources/launcher/lock.mjs'
import { tempFolder } from '../../support/temp-folder.ts'

/** Runs `count` holders at once; each asserts that it is alone. @returns how many came through */
async function holdAtOnce(file: string, count: number): Promise<number> {
  let inside = 0
  const work = async () => {
    inside += 1
    expect(inside).toBe(1)
    await new Promise((resolve) => setImmediate(resolve))
    inside -= 1
    return 1
  }
  const done = await Promise.all(Array.from({ length: count }, () => withLock(file, work)))
  return done.length
}

describe('two starts at once', () => {
  test('install and build one after the other', async () => {
    const folder = await tempFolder()
    expect(await holdAtOnce(join(folder, 'dist/.lock'), 3)).toBe(3)
    expect(readdirSync(join(folder, 'dist'))).toEqual([])
  })

  test('are not held up by a start that was killed', async () => {
    const file = join(await tempFolder(), '.lock')
    const { pid } = spawnSync(process.execPath, ['--version'])
    writeFileSync(file, JSON.stringify({ pid, started: '1' }))
    expect(await holdAtOnce(file, 3)).toBe(3)
    expect(existsSync(file)).toBe(false)
  })

  test('are not held up by a lock that a power cut has emptied', async () => {
    const file = join(await tempFolder(), '.lock')
    writeFileSync(file, '')
    utimesSync(file, new Date(), new Date(Date.now() - 6_000))
    expect(await holdAtOnce(file, 1)).toBe(1)
  })

  test.skipIf(process.platform !== 'linux')('know a process that has only inherited the pid of the owner', async () => {
    const file = join(await tempFolder(), '.lock')
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: '1' }))
    expect(await holdAtOnce(file, 1)).toBe(1)
  })

  test('the lock goes when the work fails', async () => {
    const file = join(await tempFolder(), '.lock')
    await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(existsSync(file)).toBe(false)
  })

  test('a folder that cannot be written is named, with what to do', async () => {
    const file = join(await tempFolder(), 'file')
    writeFileSync(file, '')
    await expect(withLock(join(file, '.lock'), async () => 0)).rejects.toThrow(
      /cannot write .*Start it once as the owner/,
    )
  })
})
