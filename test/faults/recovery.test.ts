import { readFileSync } from 'node:fs'
import { afterAll, afterEach, expect, test } from 'vitest'
import { busyClient, closeOffices, office, query, removeTemplate } from '../server/postgres/cluster.ts'
import { eventually } from '../support/eventually.ts'

afterEach(closeOffices)
afterAll(removeTemplate)

/** Kills one backend, so that all restart; returns of how many files the server then told that it flushed them. */
async function flushesAfterCrash(settings: Record<string, string>): Promise<number> {
  // It tells every millisecond which file it has come to, instead of every ten seconds.
  const o = await office({ settings: { log_startup_progress_interval: '1ms', ...settings } })
  const connection = await o.postgres.start()
  const client = await busyClient(connection)
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  process.kill(rows[0]?.pid ?? 0, 'SIGKILL')
  const isBack = () => query(connection, 'select 1').then(Boolean, () => false)
  const said = () => readFileSync(o.options.logFile, 'utf8')
  await eventually('the server repairs itself', () => /redo done|redo is not required/.test(said()))
  await eventually('it takes connections', isBack)
  return said().match(/syncing data directory \(fsync\)/g)?.length ?? 0
}

test.runIf(process.platform === 'linux')(
  'a server that crashed flushes its disk once, not each of its thousand files',
  { timeout: 180_000 },
  async () => {
    expect(await flushesAfterCrash({ recovery_init_sync_method: 'fsync' })).toBeGreaterThan(5)
    expect(await flushesAfterCrash({})).toBe(0)
  },
)
