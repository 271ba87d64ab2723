import { execFileSync } from 'node:child_process'
import { chmodSync, lstatSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { privateFolder, runtimeFolder } from '../../../server/postgres/folders.ts'
import { isRoot, temporaryFolder } from './cluster.ts'

const me = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
let dir = ''

beforeEach(() => {
  dir = temporaryFolder()
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

describe('a private folder', () => {
  test('is made so that only its owner may enter, whatever the umask', () => {
    const old = process.umask(0)
    const made = privateFolder(path.join(dir, 'a'), me)
    process.umask(old)
    expect(statSync(made).mode & 0o777).toBe(0o700)
  })

  test('that was there with wider access is closed', () => {
    mkdirSync(path.join(dir, 'a'))
    chmodSync(path.join(dir, 'a'), 0o777)
    expect(statSync(privateFolder(path.join(dir, 'a'), me)).mode & 0o777).toBe(0o700)
  })

  test('is refused where an attacker put a symlink, and the target is not touched', () => {
    mkdirSync(path.join(dir, 'target'), { mode: 0o755 })
    chmodSync(path.join(dir, 'target'), 0o755)
    symlinkSync(path.join(dir, 'target'), path.join(dir, 'a'))
    expect(() => privateFolder(path.join(dir, 'a'), me)).toThrow(/is in the way/)
    expect(lstatSync(path.join(dir, 'target')).mode & 0o777).toBe(0o755)
  })

  test('is refused where a file lies', () => {
    writeFileSync(path.join(dir, 'a'), '')
    expect(() => privateFolder(path.join(dir, 'a'), me)).toThrow(/is in the way/)
  })

  test.runIf(isRoot)('is refused where it is someone else’s (root only: it needs two accounts)', () => {
    mkdirSync(path.join(dir, 'a'))
    execFileSync('chown', ['nobody', path.join(dir, 'a')])
    expect(() => privateFolder(path.join(dir, 'a'), me)).toThrow(/is in the way/)
  })
})

describe('the socket of an ordinary user', () => {
  const saved = process.env['XDG_RUNTIME_DIR']
  afterEach(() => {
    delete process.env['XDG_RUNTIME_DIR']
    if (saved !== undefined) process.env['XDG_RUNTIME_DIR'] = saved
  })

  test('lies in the run folder when the path is short', () => {
    expect(runtimeFolder(path.join(dir, 'run'), path.join(dir, 'postgres'), undefined)).toBe(path.join(dir, 'run'))
  })

  test('lies in the session’s runtime folder when the path would be too long for a socket', () => {
    process.env['XDG_RUNTIME_DIR'] = dir
    const long = path.join(dir, 'ä'.repeat(40), 'run')
    const found = runtimeFolder(long, path.join(dir, 'postgres'), undefined)
    expect(path.dirname(found)).toBe(dir)
    expect(statSync(found).mode & 0o777).toBe(0o700)
  })

  test('is a different one for every data folder', () => {
    process.env['XDG_RUNTIME_DIR'] = dir
    const long = path.join(dir, 'x'.repeat(90))
    const [a, b] = ['a', 'b'].map((name) => runtimeFolder(long, path.join(dir, name), undefined))
    expect(a).not.toBe(b)
  })

  test('does not go where an attacker was first', () => {
    process.env['XDG_RUNTIME_DIR'] = dir
    const long = path.join(dir, 'x'.repeat(90))
    const found = runtimeFolder(long, path.join(dir, 'postgres'), undefined)
    rmSync(found, { recursive: true })
    symlinkSync(dir, found)
    expect(() => runtimeFolder(long, path.join(dir, 'postgres'), undefined)).toThrow(/Someone else on this machine/)
  })
})
