import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../support/temp-folder.ts'

const REGISTER = join(import.meta.dirname, '../support/electron/register.ts')

const SAFE = 'contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true'
/** A main process that does everything right, but for what a test puts in. */
const main = ({ imports = '', early = 'app.enableSandbox()', handlers = true, preferences = SAFE, late = '' }) => `
import { app, BrowserWindow, protocol, session, ${imports} } from 'electron'
${early}
await app.whenReady()
if (${handlers}) {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
}
const window = new BrowserWindow({ webPreferences: { ${preferences} } })
${late}
console.log('went through')
process.exit(0)
`

async function run(given: Parameters<typeof main>[0]): Promise<string> {
  const file = join(await tempFolder(), 'main.mjs')
  writeFileSync(file, main(given))
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', REGISTER, file], { encoding: 'utf8' })
  return stdout + stderr
}

test('the stand-in for Electron runs what is right', async () => {
  expect(await run({})).toBe('went through\n')
})

test.each([
  ['an unknown export', { imports: 'powerMonitor' }, /does not provide an export named 'powerMonitor'/],
  ['an unknown member', { late: 'app.dock.hide()' }, /has no app\.dock/],
  ['an unknown member of a window', { late: 'window.setKiosk(true)' }, /has no BrowserWindow\.setKiosk/],
  ['an unknown event', { late: "app.on('browser-window-blur', () => {})" }, /no event of app browser-window-blur/],
  ['an app without a sandbox', { early: '' }, /without app\.enableSandbox/],
  ['a session that grants every permission', { handlers: false }, /grants every permission/],
  [
    'a page with Node',
    { preferences: SAFE.replace('nodeIntegration: false', 'nodeIntegration: true') },
    /nodeIntegration/,
  ],
  [
    'preferences left to their defaults',
    { preferences: '' },
    /contextIsolation, sandbox, nodeIntegration, webSecurity/,
  ],
  ['a page without a sandbox', { preferences: SAFE.replace('sandbox: true', 'sandbox: false') }, /Insecure.* sandbox/],
  ['a webview', { preferences: `${SAFE}, webviewTag: true` }, /Insecure.* webviewTag/],
  [
    'an unknown preference',
    { preferences: `${SAFE}, allowRunningInsecureContent: true` },
    /allowRunningInsecureContent/,
  ],
  [
    'a scheme that is open to other origins',
    { early: "protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { corsEnabled: true } }])" },
    /corsEnabled/,
  ],
  ['a scheme that comes too late', { late: 'protocol.registerSchemesAsPrivileged([])' }, /after the app is ready/],
])('the stand-in for Electron throws on %s', async (_what, given, words) => {
  const said = await run(given)
  expect(said).toMatch(words)
  expect(said).not.toContain('went through')
})
