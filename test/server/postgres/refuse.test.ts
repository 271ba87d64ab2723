import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { testAsUser } from '../../support/account.ts'
import { closeOffices, emptyOffice, type Office, office, pidsOf, query, removeTemplate } from './cluster.ts'

afterEach(closeOffices)
afterAll(removeTemplate)

/** The refusal must be told, name the folder, and leave neither a process nor a change behind. */
async function expectRefusal(o: Office, text: RegExp): Promise<void> {
  const before = readdirSync(o.dataDir).sort()
  await expect(o.postgres.start()).rejects.toMatchObject({
    name: 'PostgresError',
    message: expect.stringMatching(text),
  })
  const last = o.states.at(-1)
  expect(last).toMatchObject({ state: 'failed', reason: expect.stringContaining(o.dataDir) })
  expect(last?.advice).not.toBe('')
  expect(pidsOf(o.dataDir)).toEqual([])
  const configuration = ['postmaster.pid', 'postmaster.pid.stale']
  expect(
    readdirSync(o.dataDir)
      .sort()
      .filter((f) => !configuration.includes(f)),
  ).toEqual(before.filter((f) => f !== 'postgresql.auto.conf' || readdirSync(o.dataDir).includes(f)))
}

function edit(file: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(file)
  change(bytes)
  writeFileSync(file, bytes)
}

test('a cluster of another major version is refused with both versions and the way out', async () => {
  const o = await office()
  writeFileSync(path.join(o.dataDir, 'PG_VERSION'), '17\n')
  await expectRefusal(o, /made by Postgres 17; this Hearth uses Postgres 18\..*make a backup there/)
})

test.each(['', 'x', '1.8\n'])('a PG_VERSION that holds %j is refused as damage', async (text) => {
  const o = await office()
  writeFileSync(path.join(o.dataDir, 'PG_VERSION'), text)
  await expectRefusal(o, /no complete database\. Restore/)
})

test('a folder with someone’s files in it is left alone', async () => {
  const o = emptyOffice()
  mkdirSync(o.dataDir)
  writeFileSync(path.join(o.dataDir, 'thesis.odt'), 'the only copy')
  await expectRefusal(o, /holds files, but no complete database/)
  expect(readFileSync(path.join(o.dataDir, 'thesis.odt'), 'utf8')).toBe('the only copy')
})

describe('a control file', () => {
  const cases: [string, (file: string) => void][] = [
    ['that is missing', (file) => rmSync(file)],
    ['that is cut off', (file) => truncateSync(file, 100)],
    ['that is empty', (file) => truncateSync(file, 0)],
    ['with one flipped bit', (file) => edit(file, (b) => b.writeUInt8(b.readUInt8(60) ^ 4, 60))],
    ['of zeros', (file) => edit(file, (b) => b.fill(0))],
  ]
  test.each(cases)('%s is called damage, and a restore advised', async (_, damage) => {
    const o = await office()
    damage(path.join(o.dataDir, 'global', 'pg_control'))
    await expectRefusal(o, /is damaged.*Restore the latest backup/)
  })
})

test('a missing log of writes is called damage, and a restore advised', async () => {
  const o = await office()
  const wal = path.join(o.dataDir, 'pg_wal')
  for (const name of readdirSync(wal)) if (/^[0-9A-F]{24}$/.test(name)) rmSync(path.join(wal, name))
  await expectRefusal(o, /is damaged.*Restore the latest backup/)
})

test('a missing folder of the cluster is explained with what Postgres said', async () => {
  const o = await office()
  rmSync(path.join(o.dataDir, 'pg_wal'), { recursive: true })
  await expect(o.postgres.start()).rejects.toThrow(/pg_wal.*Restore|pg_wal/)
  expect(pidsOf(o.dataDir)).toEqual([])
})

testAsUser('a folder above that may not be written to (ordinary users only: root may) is explained', async () => {
  const o = emptyOffice()
  mkdirSync(path.join(o.dir, 'run'))
  mkdirSync(path.join(o.dir, 'logs'))
  chmodSync(o.dir, 0o500)
  await expect(o.postgres.start()).rejects.toThrow(/may not read or write .*Give the folder/)
  chmodSync(o.dir, 0o700)
  await o.postgres.start()
})

test('a server that starts but does not let Hearth in is stopped again', async () => {
  const o = await office()
  await o.postgres.start()
  await query(o.postgres.superuser(), 'alter database hearth allow_connections false')
  await o.postgres.stop()
  await expect(o.postgres.start()).rejects.toThrow(/not currently accepting connections/)
  expect(pidsOf(o.dataDir)).toEqual([])
  expect(o.postgres.pid).toBeUndefined()
})

test('a failed start can be tried again once the cause is gone', async () => {
  const o = await office()
  const control = path.join(o.dataDir, 'global', 'pg_control')
  renameSync(control, `${control}.away`)
  await expect(o.postgres.start()).rejects.toThrow(/damaged/)
  renameSync(`${control}.away`, control)
  expect(await query(await o.postgres.start(), 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a log folder on the way of which a file lies is explained', async () => {
  const o = await office()
  const file = path.join(o.dir, 'logs')
  writeFileSync(file, '')
  await expect(o.postgres.start()).rejects.toMatchObject({ name: 'PostgresError' })
  execFileSync('rm', [file])
  await o.postgres.start()
})
