import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { signalQuietly } from '../../server/postgres/processes.ts'
import { withDesktop } from '../support/electron/start-desktop.ts'
import { postgresPids } from '../support/host.ts'
import { LONG, openOffice } from './office.ts'

withDesktop()

test(
  'a service in trouble gives one notice with its advice, and another only after it was well again',
  LONG,
  async () => {
    const { app, data } = await openOffice()
    const told = async () => (await app.recorded()).notices.filter(({ title }) => title.startsWith('Database'))
    expect(await told()).toEqual([])

    const killed = killPostgres(data)
    await expect.poll(async () => (await told()).length).toBe(1)
    expect(await told()).toEqual([
      {
        title: 'Database: struggling',
        body: 'The database stopped unexpectedly. Hearth is starting it again; messages that were confirmed are safe.',
      },
    ])
    await expect.poll(() => postgresPids(data).some((pid) => !killed.includes(pid))).toBe(true)
    await expect.poll(async () => runs(await app.window('admin'))).toBe(true)
    expect(await told()).toHaveLength(1)

    const control = join(data, 'postgres/global/pg_control')
    renameSync(control, `${control}.away`)
    killPostgres(data)
    await expect
      .poll(async () => (await told()).map(({ title }) => title), { timeout: 60_000 })
      .toEqual(['Database: struggling', 'Database: struggling', 'Database: stopped by a fault'])
    // The real tray does not tell its picture.
    if (app.forge) expect((await app.recorded()).trays[0]?.image).toContain('trouble')
  },
)

function killPostgres(data: string): number[] {
  const pids = postgresPids(data)
  // Once the first one is gone, the others leave by themselves.
  for (const pid of pids) signalQuietly(pid, 'SIGKILL')
  return pids
}

async function runs(page: Awaited<ReturnType<typeof openOffice>>['page']): Promise<boolean> {
  const services = await page.evaluate('window.hearth.admin("appliance.status", {}).then((r) => r.output.services)')
  return (services as { name: string; state: string }[]).some((s) => s.name === 'postgres' && s.state === 'running')
}
