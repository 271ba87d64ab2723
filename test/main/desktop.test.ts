import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ApplianceStatus } from '../../server/contract/admin/appliance.ts'
import { hearth, type ReadyLine } from '../server/cli/host-process.ts'
import { startDesktop, withDesktop } from '../support/electron/start-desktop.ts'
import { createDataFolder, postgresPids } from '../support/host.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { LONG, openOffice, output, untilRunning } from './office.ts'

withDesktop()

test('the app shows the first-run wizard, and says on one line where it is', LONG, async () => {
  const { app, page } = await openOffice()
  await page.getByRole('heading', { name: 'Chat for your office, on this computer.' }).waitFor()
  const ready = JSON.parse(app.stdout()) as ReadyLine
  expect(ready).toMatchObject({
    ready: true,
    pid: app.process.pid,
    url: expect.stringMatching(/^https:\/\/localhost:/),
  })
  await page.getByRole('button', { name: 'Start a new office' }).click()
  await page.getByRole('textbox').first().fill('Larch & Lime')
  await page.keyboard.press('Enter')
  await expect
    .poll(() => output(page, 'setup.state'))
    .toMatchObject({ step: 'owner', organization: { name: 'Larch & Lime' } })
})

test('a second start shows the window of the first and ends', LONG, async () => {
  const { app, data, home } = await openOffice()
  await app.closeWindow('admin')
  expect(await app.isVisible('admin')).toBe(false)
  const second = await startDesktop({ data, home, endsAtOnce: true })
  expect(await second.ended).toBe(0)
  await expect.poll(() => app.isVisible('admin')).toBe(true)
  expect((await app.recorded()).notices.map(({ title }) => title)).not.toContain('Hearth could not start')
})

test('closing the window hides it, once with a notice that brings it back, and the host goes on', LONG, async () => {
  const { app, page } = await openOffice()
  await app.closeWindow('admin')
  expect(await app.isVisible('admin')).toBe(false)
  const told = async () => (await app.recorded()).notices.filter(({ title }) => title === 'Hearth goes on')
  expect(await told()).toHaveLength(1)
  expect(await output(page, 'appliance.status')).toMatchObject({ pid: app.process.pid })

  await app.clickNotice((await app.recorded()).notices.findIndex(({ title }) => title === 'Hearth goes on'))
  expect(await app.isVisible('admin')).toBe(true)
  await app.closeWindow('admin')
  expect(await told()).toHaveLength(1)
})

test('the tray stops the host, starts it again and shows which of the two it is', LONG, async () => {
  const { app, data, page } = await openOffice()
  const tray = async () => (await app.recorded()).trays[0]
  const label = async () => (await tray())?.tooltip
  expect(await label()).toBe('Hearth is running')
  const picture = (await tray())?.image

  await app.clickTray('Stop')
  await page.getByRole('heading', { name: 'Hearth is stopped.' }).waitFor()
  await expect.poll(label).toBe('Hearth is stopped')
  expect(postgresPids(data)).toEqual([])
  if (picture) expect((await tray())?.image).not.toBe(picture)
  expect((await tray())?.items).toContainEqual({ label: 'Open the chat', enabled: false, checked: null })
  expect(await page.evaluate('window.hearth.admin("appliance.status", {})')).toMatchObject({
    ok: false,
    error: { code: 'SERVICE_UNAVAILABLE' },
  })

  await app.clickTray('Start')
  await untilRunning(page)
  await page.getByRole('button', { name: 'Start a new office' }).waitFor()
  expect(await label()).toBe('Hearth is running')

  await app.clickTray('Stop')
  await page.getByRole('button', { name: 'Start' }).click()
  await untilRunning(page)
})

test('the tray copies the address for people and switches the start at login', LONG, async () => {
  const { app, data, home, page } = await openOffice()
  await app.clickTray('Copy the address')
  const { url } = await output<ApplianceStatus>(page, 'appliance.status')
  await expect.poll(async () => (await app.recorded()).copied).toBe(url)

  if (process.platform !== 'linux') return
  const folder = join(home, '.config/autostart')
  expect(existsSync(folder)).toBe(false)
  await app.clickTray('Start at login')
  const [name = ''] = readdirSync(folder)
  const text = readFileSync(join(folder, name), 'utf8')
  expect(text).toMatch(/^\[Desktop Entry\]\nType=Application\n/)
  expect(text).toContain(`"--hidden" "--data" "${data}"`)
  expect((await app.recorded()).trays[0]?.items).toContainEqual({
    label: 'Start at login',
    enabled: true,
    checked: true,
  })
  await app.clickTray('Start at login')
  expect(readdirSync(folder)).toEqual([])

  rmSync(folder, { recursive: true })
  writeFileSync(folder, 'a file in its place')
  await app.clickTray('Start at login')
  const { notices, trays } = await app.recorded()
  expect(notices.map(({ title }) => title)).toContain('The start at login could not be changed')
  expect(trays[0]?.items).toContainEqual({ label: 'Start at login', enabled: true, checked: false })
  expect(await output(page, 'appliance.status')).toMatchObject({ pid: app.process.pid })
})

test('the window of the app changes also what only somebody at this computer may', LONG, async () => {
  const { page } = await openOffice({ isSetUp: true })
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByLabel('Port', { exact: true }).fill('18443')
  await page.getByRole('button', { name: 'Save the changes' }).click()
  await page.getByText('Saved. It holds from the next start of Hearth.').waitFor()
  expect(await output(page, 'settings.get')).toMatchObject({ values: { port: 18_443 } })
})

test('a start at login opens no window', LONG, async () => {
  const app = await startDesktop({
    data: createDataFolder(),
    home: await tempFolder(),
    args: ['--hidden', '--port', '0'],
  })
  await expect.poll(() => app.stdout()).toContain('"ready":true')
  expect(await app.isVisible('admin')).toBe(false)
  await app.clickTray('Open Hearth')
  await (await app.window('admin')).getByRole('button', { name: 'Start a new office' }).waitFor()
})

test('a start that fails says why, and works when tried again after the reason is gone', LONG, async () => {
  const data = createDataFolder()
  const other = hearth(['host', '--data', data, '--port', '0'])
  await other.ready()
  const app = await startDesktop({ data, home: await tempFolder(), args: ['--port', '0'] })
  const page = await app.window('admin')
  await page.getByRole('heading', { name: 'Hearth could not start.' }).waitFor()
  await page.getByRole('alert').getByText(`Hearth already runs on ${data}`).waitFor()
  const { notices, trays } = await app.recorded()
  expect(notices).toMatchObject([{ title: 'Hearth could not start' }])
  expect(trays[0]?.tooltip).toBe('Hearth could not start')

  other.child.kill('SIGTERM')
  await other.ended
  await page.getByRole('button', { name: 'Try again' }).click()
  await untilRunning(page)
  await page.getByRole('button', { name: 'Start a new office' }).waitFor()
})

test('Quit on the page of a failed start ends the app', LONG, async () => {
  const data = createDataFolder()
  const other = hearth(['host', '--data', data, '--port', '0'])
  await other.ready()
  const app = await startDesktop({ data, home: await tempFolder() })
  await (await app.window('admin')).getByRole('button', { name: 'Quit' }).click()
  expect(await app.ended).toBe(0)
})
