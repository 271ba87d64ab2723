import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { canShowWindow } from '../../../resources/launcher/choose-program.mjs'
import { findElectron, provideElectron } from '../../../resources/launcher/electron-binary.mjs'
import { tempFolder } from '../../support/temp-folder.ts'

const LAUNCHER = join(import.meta.dirname, '../../../resources/launcher')

/** Says what it was given and ends with 7. */
const PROGRAM = `#!/usr/bin/env node
console.log(JSON.stringify({ args: process.argv.slice(2), parent: process.env.HEARTH_PARENT, ipc: process.connected }))
process.exit(7)
`
/** As Electron's own: leaves the program and path.txt, and counts how often it was asked. */
const INSTALL = `
const fs = require('node:fs')
fs.appendFileSync(__dirname + '/asked', 'x')
if (OUTCOME === 'hangs') setInterval(() => {}, 1000)
if (OUTCOME === 'fails') { console.error('Error: a long stack'); process.exit(1) }
if (OUTCOME === 'works') {
  fs.mkdirSync(__dirname + '/dist', { recursive: true })
  fs.writeFileSync(__dirname + '/dist/electron', PROGRAM, { mode: 0o755 })
  fs.writeFileSync(__dirname + '/path.txt', 'electron')
}
`

interface Project {
  readonly root: string
  /** How often a download was begun. */
  asked(): number
}

async function project(outcome: 'works' | 'fails' | 'hangs', { isThere = false } = {}): Promise<Project> {
  const root = await tempFolder()
  const folder = join(root, 'node_modules/electron')
  mkdirSync(join(folder, 'dist'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"version":"45.0.0"}')
  const constants = `const OUTCOME = ${JSON.stringify(outcome)}, PROGRAM = ${JSON.stringify(PROGRAM)}\n`
  writeFileSync(join(folder, 'install.js'), constants + INSTALL)
  if (isThere) {
    writeFileSync(join(folder, 'path.txt'), 'electron')
    writeFileSync(join(folder, 'dist/electron'), PROGRAM, { mode: 0o755 })
  }
  const asked = join(folder, 'asked')
  return { root, asked: () => (existsSync(asked) ? readFileSync(asked, 'utf8').length : 0) }
}

const provide = ({ root }: Project, env = {}) => provideElectron({ root, node: process.execPath, env })
const binaryOf = ({ root }: Project) => join(root, 'node_modules/electron/dist/electron')

/** A start through the launcher's own code, by an account that is not root. */
function start({ root }: Project, args: string[], env: Record<string, string> = { DISPLAY: ':9' }) {
  const url = (name: string) => JSON.stringify(pathToFileURL(join(LAUNCHER, name)).href)
  writeFileSync(join(root, 'host.mjs'), 'console.log(JSON.stringify({ host: process.argv.slice(2) }))')
  writeFileSync(
    join(root, 'start.mjs'),
    `import { chooseProgram } from ${url('choose-program.mjs')}
     import { runAsProgram } from ${url('project.mjs')}
     import { runHost } from ${url('supervise.mjs')}
     const start = { root: import.meta.dirname, node: process.execPath, hostScript: import.meta.dirname + '/host.mjs' }
     const from = { args: process.argv.slice(2), env: process.env, platform: 'linux', isRoot: false }
     await runAsProgram(async () => runHost(await chooseProgram({ ...start, ...from })))`,
  )
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'start.mjs'), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', ...env },
  })
  return { status, stderr, said: JSON.parse(stdout) as Record<string, unknown> }
}

describe('a window', () => {
  const person = { args: [], platform: 'linux', isRoot: false, env: { DISPLAY: ':0' } } as const
  const can = (other: object) => canShowWindow({ ...person, args: [], ...other })

  test('is shown where there is a display and nobody is root', () => {
    expect(can({})).toBe(true)
    expect(can({ env: { WAYLAND_DISPLAY: 'wayland-0' } })).toBe(true)
    for (const platform of ['darwin', 'win32']) expect(can({ platform, env: {} })).toBe(true)
  })

  test('is not shown without a display, to root, or against the wish of who starts it', () => {
    expect(can({ env: {} })).toBe(false)
    expect(can({ env: { DISPLAY: '' } })).toBe(false)
    expect(can({ isRoot: true })).toBe(false)
    expect(can({ platform: 'darwin', isRoot: true })).toBe(false)
    expect(can({ args: ['--data', '/x', '--headless'] })).toBe(false)
  })
})

describe("Electron's program", () => {
  test('is there when path.txt names a file that is there', async () => {
    const there = await project('fails', { isThere: true })
    expect(findElectron(there.root, {})).toBe(binaryOf(there))
    rmSync(binaryOf(there))
    expect(findElectron(there.root, {})).toBeUndefined()
    expect(findElectron((await project('fails')).root, {})).toBeUndefined()
    expect(there.asked()).toBe(0)
  })

  test('may lie where ELECTRON_OVERRIDE_DIST_PATH says, with or without path.txt', async () => {
    const there = await project('fails', { isThere: true })
    const { root } = await project('fails')
    const env = { ELECTRON_OVERRIDE_DIST_PATH: join(there.root, 'node_modules/electron/dist') }
    expect(findElectron(root, env)).toBe(binaryOf(there))
    expect(findElectron(there.root, { ELECTRON_OVERRIDE_DIST_PATH: root })).toBeUndefined()
  })

  test('is downloaded when it is missing, and then found', async () => {
    const missing = await project('works')
    expect(await provide(missing)).toBe(binaryOf(missing))
    expect(await provide(missing)).toBe(binaryOf(missing))
    expect(missing.asked()).toBe(1)
  })

  test('is tried once, and again only for another version', async () => {
    const offline = await project('fails')
    expect(await provide(offline)).toBeUndefined()
    expect(await provide(offline)).toBeUndefined()
    expect(offline.asked()).toBe(1)
    writeFileSync(join(offline.root, 'node_modules/electron/package.json'), '{"version":"46.0.0"}')
    expect(await provide(offline)).toBeUndefined()
    expect(offline.asked()).toBe(2)
  })

  test('is not waited for longer than the limit', async () => {
    const silent = await project('hangs')
    const how = { root: silent.root, node: process.execPath, env: {}, longest: 5_000 }
    expect(await provideElectron(how)).toBeUndefined()
    expect(await provideElectron(how)).toBeUndefined()
    expect(silent.asked()).toBe(1)
  })

  test('is not downloaded for who said so, or where the package is missing', async () => {
    const without = await project('works')
    expect(await provide(without, { ELECTRON_SKIP_BINARY_DOWNLOAD: '1' })).toBeUndefined()
    expect(await provide(without, { ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' })).toBeUndefined()
    expect(without.asked()).toBe(0)
    rmSync(join(without.root, 'node_modules/electron'), { recursive: true })
    expect(await provide(without)).toBeUndefined()
  })
})

describe('npm start', () => {
  test('runs the desktop app with the project, the options and the channel to its parent', async () => {
    const there = await project('fails', { isThere: true })
    const { status, said } = start(there, ['--data', '/x', '--hidden'])
    expect(said).toEqual({ args: [there.root, '--data', '/x', '--hidden'], parent: 'ipc', ipc: true })
    expect(status).toBe(7)
  })

  test('runs the host without a window when Electron cannot be had, and says so in one sentence', async () => {
    const offline = await project('fails')
    const first = start(offline, ['--data', '/x', '--hidden'])
    expect(first).toMatchObject({ status: 0, said: { host: ['host', '--data', '/x'] } })
    expect(first.stderr.trim().split('\n')).toEqual([
      expect.stringContaining('Downloading Electron'),
      expect.stringMatching(/could not be downloaded: Hearth runs without it\..*npx install-electron$/),
    ])
    expect(start(offline, []).stderr).toBe('')
  })

  test('downloads nothing under --headless or without a display', async () => {
    const online = await project('works')
    expect(start(online, ['--headless', '--port', '0'])).toMatchObject({ said: { host: ['host', '--port', '0'] } })
    expect(start(online, [], {})).toMatchObject({ said: { host: ['host'] } })
    expect(online.asked()).toBe(0)
    expect(start(online, [])).toMatchObject({ status: 7 })
    expect(online.asked()).toBe(1)
  })
})
