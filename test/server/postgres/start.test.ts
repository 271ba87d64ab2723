import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { closeOffices, emptyOffice, office, pidsOf, query, recordingLog, removeTemplate } from './cluster.ts'

afterEach(closeOffices)
afterAll(removeTemplate)

const PASSWORDS = { password: 'Zebra-Quartz-1', superuserPassword: 'Walrus-Onyx-2' }

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => path.join(e.parentPath, e.name))
}

describe('a first start', () => {
  test('makes a checksummed UTF-8 cluster with the role, the database and the extensions, and stops without a trace', async () => {
    const o = emptyOffice()
    const connection = await o.postgres.start()
    expect(connection).toMatchObject({ user: 'hearth', database: 'hearth' })
    const settings = await query<{ name: string; setting: string }>(
      connection,
      `select name, setting from pg_settings where name in
       ('data_checksums', 'server_encoding', 'fsync', 'full_page_writes', 'synchronous_commit', 'listen_addresses')`,
    )
    expect(Object.fromEntries(settings.map((s) => [s.name, s.setting]))).toEqual({
      data_checksums: 'on',
      server_encoding: 'UTF8',
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      listen_addresses: '',
    })
    const [database] = await query(
      connection,
      'select datlocprovider, datlocale, datcollate from pg_database where datname = current_database()',
    )
    expect(database).toEqual({ datlocprovider: 'b', datlocale: 'C.UTF-8', datcollate: 'C' })
    const extensions = await query<{ extname: string }>(connection, 'select extname from pg_extension order by 1')
    expect(extensions.map((e) => e.extname)).toEqual(['btree_gin', 'pg_trgm', 'plpgsql', 'unaccent'])
    await query(connection, 'create table probe (id int)')
    await o.postgres.stop()
    expect(pidsOf(o.dataDir)).toEqual([])
    expect(existsSync(path.join(o.dataDir, 'postmaster.pid'))).toBe(false)
    expect(o.states.map((s) => s.state)).toEqual(['starting', 'running', 'stopped'])
  })

  test('gives the role nothing beyond its own database', async () => {
    const o = await office()
    const connection = await o.postgres.start()
    const [role] = await query(
      connection,
      `select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls from pg_roles where rolname = 'hearth'`,
    )
    expect(role).toEqual({
      rolsuper: false,
      rolcreatedb: false,
      rolcreaterole: false,
      rolreplication: false,
      rolbypassrls: false,
    })
    for (const database of ['postgres', 'template1']) {
      await expect(query({ ...connection, database }, 'select 1')).rejects.toMatchObject({ code: '42501' })
    }
    await expect(query(connection, `copy (select 1) to program 'id'`)).rejects.toMatchObject({ code: '42501' })
    await expect(query(connection, `alter system set fsync = off`)).rejects.toThrow()
  })

  test('leaves the passwords in no argument, environment, log or file', async () => {
    const { log, text } = recordingLog()
    const o = emptyOffice({ ...PASSWORDS, log })
    await o.postgres.start()
    const secrets = Object.values(PASSWORDS)
    const pids = pidsOf(o.dataDir)
    expect(pids.length).toBeGreaterThan(3)
    const told = pids.flatMap((pid) => ['cmdline', 'environ'].map((f) => readFileSync(`/proc/${pid}/${f}`, 'latin1')))
    for (const secret of secrets) {
      expect(told.join('\n')).not.toContain(secret)
      expect(text()).not.toContain(secret)
    }
    await o.postgres.stop()
    const holding = filesBelow(o.dir).filter((f) => secrets.some((s) => readFileSync(f).includes(s)))
    expect(holding).toEqual([])
  })

  test('lets nobody but the owner reach the socket or the files', async () => {
    const o = await office()
    const { host } = await o.postgres.start()
    expect(statSync(host).mode & 0o777).toBe(0o700)
    expect(statSync(path.join(host, '.s.PGSQL.5432')).mode & 0o777).toBe(0o700)
    expect(statSync(o.dataDir).mode & 0o777).toBe(0o700)
    expect(statSync(o.options.logFile).mode & 0o777).toBe(0o600)
    const tcp = execFileSync('cat', ['/proc/net/tcp'], { encoding: 'utf8' })
    const inodes = pidsOf(o.dataDir).flatMap((pid) => {
      const links = execFileSync('ls', ['-l', `/proc/${pid}/fd`], { encoding: 'utf8' })
      return [...links.matchAll(/socket:\[(\d+)\]/g)].map((m) => m[1] ?? '')
    })
    expect(inodes.filter((inode) => tcp.includes(` ${inode} `))).toEqual([])
  })
})

describe('a later start', () => {
  test('finds the data again and stays fast', async () => {
    const o = await office()
    const connection = await o.postgres.start()
    await query(connection, 'create table kept as select 7 as n')
    await o.postgres.stop()
    const begin = performance.now()
    await o.postgres.start()
    const took = performance.now() - begin
    expect(await query(connection, 'select n from kept')).toEqual([{ n: 7 }])
    console.info(`start on existing data: ${took.toFixed(0)} ms`)
    expect(took).toBeLessThan(15_000)
  })

  test('gives the same promise to everyone who asks for a start', async () => {
    const o = await office()
    expect(o.postgres.start()).toBe(o.postgres.start())
    await o.postgres.start()
  })

  test('puts its own configuration over whatever state the files are in', async () => {
    const o = await office()
    for (const name of ['postgresql.conf', 'postgresql.auto.conf', 'pg_hba.conf']) {
      writeFileSync(path.join(o.dataDir, name), 'fsync = off\n"garbage')
    }
    const connection = await o.postgres.start()
    expect(await query(connection, 'show fsync')).toEqual([{ fsync: 'on' }])
  })

  test('accepts a setting laid over, as tests of durability need', async () => {
    const o = await office({ settings: { fsync: 'off' } })
    expect(await query(await o.postgres.start(), 'show fsync')).toEqual([{ fsync: 'off' }])
  })

  test('lets the superuser in for backups', async () => {
    const o = await office()
    await o.postgres.start()
    expect(await query(o.postgres.superuser(), 'select rolsuper from pg_roles where rolname = current_user')).toEqual([
      { rolsuper: true },
    ])
  })
})

describe('changed passwords', () => {
  test('of the role are applied', async () => {
    const o = await office({ password: 'Another-1' })
    expect(await query(await o.postgres.start(), 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('of both are applied, as after a restore on another machine', async () => {
    const { log, text } = recordingLog()
    const o = await office({ password: 'Another-1', superuserPassword: 'Another-2', log })
    expect(await query(await o.postgres.start(), 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await query(o.postgres.superuser(), 'select 2 as two')).toEqual([{ two: 2 }])
    expect(text()).toContain('another administration password')
    expect(readFileSync(o.options.logFile, 'utf8')).not.toContain('SCRAM-SHA-256$')
  })

  test('that are wrong are refused by the server', async () => {
    const o = await office()
    const connection = await o.postgres.start()
    await expect(query({ ...connection, password: 'guess' }, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  })
})
