import { expect, test } from 'vitest'
import { hearth } from '../server/cli/host-process.ts'
import { startDesktop, withDesktop } from '../support/electron/start-desktop.ts'
import { createDataFolder, postgresPids } from '../support/host.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { LONG, type Office, openOffice } from './office.ts'

withDesktop()

const WAYS: Readonly<Record<string, (office: Office) => Promise<unknown>>> = {
  'by the tray': ({ app }) => app.clickTray('Quit Hearth'),
  'by the menu': ({ app }) => app.clickMenu('Hearth', 'Quit Hearth'),
  'by the desktop': ({ app }) => app.quitByDesktop(),
  'by SIGTERM': async ({ app }) => app.process.kill('SIGTERM'),
  'by SIGINT, twice': async ({ app }) => app.process.kill('SIGINT') && app.process.kill('SIGINT'),
  'by hearth stop': async ({ data }) => expect(await hearth(['stop', '--data', data]).ended).toBe(0),
}

for (const [way, quit] of Object.entries(WAYS)) {
  test(`quitting ${way} stops the host first and leaves no process`, LONG, async () => {
    const office = await openOffice()
    expect(postgresPids(office.data).length).toBeGreaterThan(0)
    await quit(office)
    expect(await office.app.ended).toBe(0)
    expect(postgresPids(office.data)).toEqual([])
  })
}

test('quitting in the middle of a start leaves no process either', LONG, async () => {
  const data = createDataFolder()
  const app = await startDesktop({ data, home: await tempFolder(), args: ['--port', '0'] })
  await expect.poll(() => postgresPids(data).length, { interval: 10 }).toBeGreaterThan(0)
  app.process.kill('SIGTERM')
  expect(await app.ended).toBe(0)
  expect(postgresPids(data)).toEqual([])
})

test('an option that cannot be is refused in a sentence', LONG, async () => {
  const app = await startDesktop({
    data: createDataFolder(),
    home: await tempFolder(),
    args: ['--port', 'many'],
    endsAtOnce: true,
  })
  expect(await app.ended).toBe(1)
  expect(app.stderr()).toContain('--port must be a number from 0 to 65535, not "many"')
})
