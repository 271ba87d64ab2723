import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from './lock.mjs'
import { FIRST_SIGNAL_CODE, SetupError, say } from './project.mjs'
import { supervise } from './supervise.mjs'

/** @typedef {Readonly<Record<string, string | undefined>>} Env */

const LONGEST_DOWNLOAD = 300_000

/**
 * Electron's program, when it is there. Never asked of the package itself: `require('electron')` would download it.
 * @param {string} root
 * @param {Env} [env]
 * @returns {string | undefined}
 */
export function findElectron(root, env = process.env) {
  const folder = join(root, 'node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  const override = env['ELECTRON_OVERRIDE_DIST_PATH']
  if (!existsSync(pathFile) && !override) return undefined
  // As Electron's own index.js: what somebody put elsewhere needs no path.txt.
  const path = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron'
  const binary = join(override || join(folder, 'dist'), path)
  return existsSync(binary) ? binary : undefined
}

/**
 * The same, downloaded when it is missing: once for each version, since where that fails it fails at every start.
 * @param {{ root: string, node: string, env?: Env, longest?: number }} how
 * @returns {Promise<string | undefined>}
 */
export async function provideElectron({ root, node, env = process.env, longest = LONGEST_DOWNLOAD }) {
  const manifest = join(root, 'node_modules', 'electron', 'package.json')
  const tried = join(root, 'dist', '.electron-tried')
  const version = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : undefined
  const isWanted = () =>
    !findElectron(root, env) &&
    !env['ELECTRON_SKIP_BINARY_DOWNLOAD'] &&
    !env['ELECTRON_OVERRIDE_DIST_PATH'] &&
    version !== undefined &&
    !(existsSync(tried) && readFileSync(tried, 'utf8') === version)
  if (!isWanted()) return findElectron(root, env)
  await withLock(join(root, 'dist', '.install.lock'), async () => {
    if (!isWanted() || ((await download(root, node, longest)) && findElectron(root, env))) return
    mkdirSync(join(root, 'dist'), { recursive: true })
    writeFileSync(tried, version)
    say(
      'Electron, which shows the window, could not be downloaded: Hearth runs without it. ' +
        'It is not tried again by itself; once there is a connection: npx install-electron',
    )
  })
  return findElectron(root, env)
}

/**
 * @param {string} root
 * @param {string} node
 * @param {number} longest
 */
async function download(root, node, longest) {
  say('Downloading Electron, which shows the window; this is done once and takes a minute or two.')
  const began = Date.now()
  const script = join(root, 'node_modules', 'electron', 'install.js')
  // Not its own words: a stack trace for what a sentence can say.
  const code = await supervise(node, [script], { cwd: root, stdio: 'ignore', timeout: longest })
  if (code > FIRST_SIGNAL_CODE && Date.now() - began < longest) {
    throw new SetupError('Stopped while downloading; the next start goes on.', code)
  }
  return code === 0
}
