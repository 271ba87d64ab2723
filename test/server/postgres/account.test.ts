import { execFileSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { silentLog } from '../../../server/lib/log.ts'
import { chooseAccount } from '../../../server/postgres/account.ts'
import { locatePrograms, program } from '../../../server/postgres/locate.ts'
import { programsFor } from '../../../server/postgres/runtime-copy.ts'
import { testAsUser } from '../../support/account.ts'
import { closeOffices, isRoot, office, query, removeTemplate, temporaryFolder } from './cluster.ts'

const folders: string[] = []

afterEach(async () => {
  await closeOffices()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
afterAll(removeTemplate)

function folder(mode: number): string {
  const made = temporaryFolder()
  chmodSync(made, mode)
  folders.push(made)
  return made
}

function uidOf(pid: number | undefined): number {
  return statSync(`/proc/${pid}`).uid
}

/** The programs as installed, in another place. */
function copyOfPrograms(parent: string): string {
  const copy = path.join(parent, 'native')
  execFileSync('cp', ['-a', locatePrograms().native, copy])
  return copy
}

testAsUser('an ordinary user needs no other account', () => {
  expect(chooseAccount('/nonexistent', silentLog)).toBeUndefined()
})

test('symlinks that an install without scripts left out are made at the start', async () => {
  const native = copyOfPrograms(folder(0o755))
  const lib = path.join(native, 'lib')
  for (const e of readdirSync(lib, { withFileTypes: true })) if (e.isSymbolicLink()) rmSync(path.join(lib, e.name))
  expect(() => execFileSync(path.join(native, 'bin', 'postgres'), ['-V'], { stdio: 'pipe' })).toThrow()
  const o = await office({ native })
  expect(await query(await o.postgres.start(), 'select 1 as one')).toEqual([{ one: 1 }])
})

describe.runIf(isRoot)('as root (root only: an ordinary user cannot become another)', () => {
  test('Postgres runs as an account of its own, below a folder that only root may enter', async () => {
    const o = await office()
    expect(statSync(o.dir)).toMatchObject({ uid: 0, mode: 0o40700 })
    await o.postgres.start()
    const account = chooseAccount('/nonexistent', silentLog)
    expect(account?.uid).toBeGreaterThan(0)
    expect(uidOf(o.postgres.pid)).toBe(account?.uid)
    const status = readFileSync(`/proc/${o.postgres.pid}/status`, 'utf8')
    expect(status).toMatch(/^Groups:\s*$/m)
    expect(status).toMatch(/^CapEff:\s+0+$/m)
    expect(statSync(o.dir)).toMatchObject({ uid: 0, mode: 0o40700 })
  })

  test('an existing cluster stays with its owner', async () => {
    const o = await office()
    execFileSync('chown', ['-R', 'nobody', o.dataDir])
    await o.postgres.start()
    expect(uidOf(o.postgres.pid)).toBe(65_534)
  })

  test('a cluster that was restored or copied by root is given to the account', async () => {
    const o = await office()
    execFileSync('chown', ['-R', 'root:root', o.dataDir])
    const kept = path.join(o.dir, 'kept')
    writeFileSync(kept, '')
    execFileSync('ln', [kept, path.join(o.dataDir, 'linked')])
    await o.postgres.start()
    expect(uidOf(o.postgres.pid)).toBeGreaterThan(0)
    expect(statSync(kept).uid).toBe(0) // a file of root's that has a second name is not given away
  })

  test('programs that the account can reach are used where they are', async () => {
    const native = copyOfPrograms(folder(0o755))
    const account = chooseAccount('/nonexistent', silentLog)
    const root = path.join(folder(0o755), 'runtime')
    expect((await programsFor(account, locatePrograms(native), root)).native).toBe(native)
  })

  describe('with programs in a folder that only root may enter', () => {
    const account = isRoot ? chooseAccount('/nonexistent', silentLog) : undefined

    function closed() {
      return { programs: locatePrograms(copyOfPrograms(folder(0o700))), root: path.join(folder(0o755), 'runtime') }
    }

    test('a complete copy that only root can change is made, and used again', async () => {
      const { programs, root } = closed()
      const old = process.umask(0o077)
      const copied = await programsFor(account, programs, root).finally(() => process.umask(old))
      expect(copied.native.startsWith(root)).toBe(true)
      const found = execFileSync('find', [
        root,
        '-name',
        '*.a',
        '-o',
        '!',
        '-user',
        'root',
        '-o',
        '-perm',
        '/022',
        '!',
        '-type',
        'l',
      ])
      expect(found.toString()).toBe('')
      const ofCopy = statSync(program(copied, 'postgres')).ino
      expect(await programsFor(account, programs, root)).toEqual(copied)
      expect(statSync(program(copied, 'postgres')).ino).toBe(ofCopy)
      expect(readdirSync(root)).toHaveLength(1)
    })

    test.each<[string, (native: string) => void]>([
      [
        'that is cut off',
        (native) => execFileSync('truncate', ['-s', '5', path.join(native, 'lib/libicudata.so.60.2')]),
      ],
      ['that lacks a file', (native) => rmSync(path.join(native, 'share/postgresql/postgres.bki'))],
      ['that others may write to', (native) => chmodSync(path.join(native, 'bin/postgres'), 0o777)],
      ['that belongs to someone else', (native) => execFileSync('chown', ['nobody', path.join(native, 'bin/initdb')])],
      ['with a file too many', (native) => writeFileSync(path.join(native, 'lib/extra.so'), '')],
    ])('a copy %s is made again', async (_, damage) => {
      const { programs, root } = closed()
      const { native } = await programsFor(account, programs, root)
      damage(native)
      const again = await programsFor(account, programs, root)
      expect(again.native).toBe(native)
      expect(
        execFileSync('find', [
          native,
          '(',
          '-size',
          '5c',
          '-o',
          '-name',
          'extra.so',
          '-o',
          '-user',
          'nobody',
          '-o',
          '-perm',
          '-002',
          ')',
          '!',
          '-type',
          'l',
        ]).toString(),
      ).toBe('')
      expect(readFileSync(path.join(native, 'share/postgresql/postgres.bki'), 'latin1')).toContain('# PostgreSQL 18')
    })

    test.each<[string, (root: string) => void]>([
      ['is a symlink', (root) => symlinkSync(folder(0o755), root)],
      ['belongs to someone else', (root) => execFileSync('install', ['-d', '-o', 'nobody', root])],
      ['is open to everyone', (root) => execFileSync('install', ['-d', '-m', '777', root])],
    ])('a place for the copy that %s is refused', async (_, occupy) => {
      const { programs, root } = closed()
      occupy(root)
      await expect(programsFor(account, programs, root)).rejects.toThrow(/is in the way/)
    })
  })
})
