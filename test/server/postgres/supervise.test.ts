import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import {
  busyClient,
  closeOffices,
  emptyOffice,
  isRoot,
  type Office,
  office,
  pidsOf,
  query,
  removeTemplate,
  temporaryFolder,
} from './cluster.ts'

afterEach(closeOffices)
afterAll(removeTemplate)

async function killPostmaster(o: Office): Promise<void> {
  const pid = o.postgres.pid ?? 0
  expect(pid).toBeGreaterThan(1)
  process.kill(pid, 'SIGKILL')
  await eventually('the loss is noticed', () => o.states.at(-1)?.state !== 'running')
}

function stateOf(o: Office): string | undefined {
  return o.states.at(-1)?.state
}

describe('a postmaster that dies', () => {
  test('is replaced, under the same address, and what happens is told', async () => {
    const o = await office()
    const connection = await o.postgres.start()
    await query(connection, 'create table kept as select 1 as n')
    const client = await busyClient(connection)
    const busy = client.query('do $$ begin loop end loop; end $$').catch((e: Error) => e)
    const begin = performance.now()
    await killPostmaster(o)
    expect(o.states.at(-1)).toMatchObject({ state: 'degraded', reason: 'The database stopped unexpectedly.' })
    await eventually('it runs again', () => stateOf(o) === 'running')
    console.info(`running again after ${(performance.now() - begin).toFixed(0)} ms`)
    expect(await query(connection, 'select n from kept')).toEqual([{ n: 1 }])
    expect(await busy).toBeInstanceOf(Error)
    await client.end().catch(() => {})
  })

  test('many times in a row is replaced each time', async () => {
    const o = await office()
    const connection = await o.postgres.start()
    for (let n = 0; n < 4; n++) {
      await killPostmaster(o)
      await eventually('it runs again', () => stateOf(o) === 'running')
    }
    expect(await query(connection, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('and cannot start again is called failed, with what to do, until the cause is gone', async () => {
    const o = await office()
    const connection = await o.postgres.start()
    const version = path.join(o.dataDir, 'PG_VERSION')
    renameSync(version, `${version}.away`)
    await killPostmaster(o)
    await eventually('it is given up', () => stateOf(o) === 'failed')
    expect(o.states.at(-1)?.advice).toContain('Restore the latest backup')
    renameSync(`${version}.away`, version)
    await eventually('it runs again', () => stateOf(o) === 'running')
    expect(await query(connection, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('because its disk was unmounted does not get a new, empty cluster', async () => {
    const o = await office()
    await o.postgres.start()
    renameSync(o.dataDir, `${o.dataDir}.away`)
    await killPostmaster(o)
    await eventually('the reason is told', () => o.states.at(-1)?.reason.includes('has disappeared') ?? false)
    expect(existsSync(o.dataDir)).toBe(false)
    renameSync(`${o.dataDir}.away`, o.dataDir)
    await eventually('it runs again', () => stateOf(o) === 'running')
  })
})

describe('stop', () => {
  test('ends long queries and open transactions quickly and cleanly', async () => {
    const o = await office()
    const connection = await o.postgres.start()
    const [first, second] = [await busyClient(connection), await busyClient(connection)]
    await first.query('begin; create table unfinished (n int)')
    const sleeping = second.query('select pg_sleep(600)').catch((e: Error) => e)
    const begin = performance.now()
    await o.postgres.stop()
    expect(performance.now() - begin).toBeLessThan(10_000)
    expect(await sleeping).toBeInstanceOf(Error)
    expect(existsSync(path.join(o.dataDir, 'postmaster.pid'))).toBe(false)
    expect(pidsOf(o.dataDir)).toEqual([])
  })

  test('ends a server that does not react within seconds', async () => {
    const o = await office()
    const connection = await o.postgres.start()
    const client = await busyClient(connection)
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    process.kill(rows[0]?.pid ?? 0, 'SIGSTOP')
    const begin = performance.now()
    await o.postgres.stop()
    const took = performance.now() - begin
    expect(took).toBeGreaterThan(2_500) // the premise: a clean stop was waited for in vain
    expect(took).toBeLessThan(20_000)
    expect(pidsOf(o.dataDir)).toEqual([])
  })

  test('calls off a first start and leaves nothing half-made', async () => {
    const o = emptyOffice()
    const started = o.postgres.start().catch((e: Error) => e)
    await eventually('initdb is at work', () => existsSync(path.join(`${o.dataDir}.new`, 'global')))
    await o.postgres.stop()
    expect(await started).toMatchObject({ message: expect.stringContaining('was stopped while it was starting') })
    expect(pidsOf(`${o.dataDir}.new`)).toEqual([])
    expect(readdirSync(o.dir).filter((name) => name.startsWith('postgres'))).toEqual([])
    expect(o.states.map((s) => s.state)).toEqual(['starting', 'stopped'])
    await o.postgres.start()
    expect(stateOf(o)).toBe('running')
  })

  test.each([0, 20, 60, 120, 250])('%d ms after a start leaves no process', async (after) => {
    const o = await office()
    const started = o.postgres.start().catch((e: Error) => e)
    await new Promise((resolve) => setTimeout(resolve, after))
    await o.postgres.stop()
    await started
    expect(pidsOf(o.dataDir)).toEqual([])
    await o.postgres.start()
  })

  test('ends the attempts to start again', async () => {
    const o = await office()
    await o.postgres.start()
    renameSync(path.join(o.dataDir, 'PG_VERSION'), path.join(o.dataDir, 'away'))
    await killPostmaster(o)
    await eventually('an attempt failed', () => o.states.at(-1)?.reason.includes('no complete database') ?? false)
    await o.postgres.stop()
    expect(stateOf(o)).toBe('stopped')
    expect(pidsOf(o.dataDir)).toEqual([])
  })

  test('is waited for by a start that comes at once', async () => {
    const o = await office()
    await o.postgres.start()
    const pid = o.postgres.pid
    const stopped = o.postgres.stop()
    const connection = await o.postgres.start()
    await stopped
    expect(o.postgres.pid).not.toBe(pid)
    expect(await query(connection, 'select 1 as one')).toEqual([{ one: 1 }])
    // A start that takes long is said to be a repair.
    const usual = o.states.filter(({ reason }) => reason === '').map(({ state }) => state)
    expect(usual).toEqual(['starting', 'running', 'stopped', 'starting', 'running'])
  })

  test('is harmless when nothing runs', async () => {
    const o = emptyOffice()
    await o.postgres.stop()
    expect(o.states.map((s) => s.state)).toEqual(['stopped'])
  })
})

test('a Ctrl+C in the terminal does not reach the server, which must outlive the drain', async () => {
  const o = await office()
  await o.postgres.start()
  const groupOf = (pid: number) => Number(execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }))
  expect(groupOf(o.postgres.pid ?? 0)).not.toBe(groupOf(process.pid))
})

describe.runIf(isRoot)('on a disk of its own (root only: it is mounted for the test)', () => {
  const mounted: string[] = []

  afterEach(async () => {
    await closeOffices()
    for (const folder of mounted.splice(0)) {
      execFileSync('umount', [folder])
      rmSync(folder, { recursive: true })
    }
  })

  function disk(megabytes: number): string {
    const folder = temporaryFolder()
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'hearth-test', folder])
    mounted.push(folder)
    return folder
  }

  test('that is full, a first start says so and leaves nothing half-made', async () => {
    const folder = disk(20)
    const o = emptyOffice({ dir: path.join(folder, 'data') })
    await expect(o.postgres.start()).rejects.toThrow(/disk that holds .* is full\. Free at least/)
    expect(o.states.at(-1)?.state).toBe('failed')
    expect(readdirSync(path.join(folder, 'data')).filter((name) => name.startsWith('postgres'))).toEqual([])
    execFileSync('mount', ['-o', 'remount,size=200m', folder])
    await o.postgres.start()
  })

  test('that can only be read, a start says so', async () => {
    const folder = disk(200)
    const o = await office({ dir: path.join(folder, 'data') })
    execFileSync('mount', ['-o', 'remount,ro', folder])
    await expect(o.postgres.start()).rejects.toThrow(/can only be read\. Check the disk/)
    execFileSync('mount', ['-o', 'remount,rw', folder])
    await o.postgres.start()
  })

  test('that fills up while running, nothing acknowledged is lost and it goes on by itself once there is room', async () => {
    const folder = disk(130)
    const o = await office({ dir: path.join(folder, 'data') })
    const connection = await o.postgres.start()
    await query(connection, 'create table filled (n int, filler text)')
    let acknowledged = 0
    await expect(
      (async () => {
        for (;;) {
          const filler = `(select string_agg(md5(i::text), '') from generate_series(1, 30000) i)`
          await query(connection, `insert into filled values ($1, ${filler})`, [acknowledged + 1])
          acknowledged++
        }
      })(),
    ).rejects.toThrow(/No space left|terminat|ECONN|ENOENT/)
    execFileSync('mount', ['-o', 'remount,size=400m', folder])
    const works = () =>
      query(connection, 'insert into filled values (-1)').then(
        () => true,
        () => false,
      )
    await eventually('writes work again', works)
    const [row] = await query<{ n: number }>(connection, 'select max(n) as n from filled')
    expect(acknowledged).toBeGreaterThan(3)
    expect(row?.n).toBeGreaterThanOrEqual(acknowledged)
  })
})
