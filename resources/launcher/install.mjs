import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FIRST_SIGNAL_CODE, ROOT, SetupError, say } from './project.mjs'
import { supervise } from './supervise.mjs'

/**
 * One package in a lock file.
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} Locked
 */

/**
 * Whether node_modules is what package-lock.json says: npm writes its own lock file there, after all the rest.
 * Optional packages may be missing, since npm leaves out those of other systems.
 * @param {string} root
 */
export function isInstalled(root) {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'))
  if (!installed) return false
  const { '': _root, ...wanted } = readPackages(join(root, 'package-lock.json')) ?? {}
  for (const [path, locked] of Object.entries(wanted)) {
    const found = installed[path]
    if (found ? !isSame(found, locked) : !(locked.optional || locked.devOptional)) return false
  }
  return Object.keys(installed).every((path) => path in wanted)
}

/**
 * @param {Locked} a
 * @param {Locked} b
 */
function isSame(a, b) {
  return a.version === b.version && a.integrity === b.integrity
}

/**
 * @param {string} file
 * @returns {Record<string, Locked> | undefined}
 */
function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined
}

/** A download that stands still is given up after this, in ms: npm's own five minutes try an admin's patience. */
const STALLED_AFTER = 60_000
/** What was fetched stays in npm's cache, so that each further attempt has less to fetch. */
const ATTEMPTS = 4

/** Installs exactly what the lock file lists; npm's own words go to stderr. */
export async function install() {
  say(`Installing what Hearth needs into ${join(ROOT, 'node_modules')}; the first time takes about a minute.`)
  let code = await runNpm()
  // npm repeats a request that is not answered, but not one whose answer breaks off half-way.
  for (let attempt = 2; code !== 0 && code <= FIRST_SIGNAL_CODE && attempt <= ATTEMPTS; attempt++) {
    say(`npm ended with code ${code}; its own message is above. Attempt ${attempt} of ${ATTEMPTS} goes on from there.`)
    code = await runNpm()
  }
  if (code > FIRST_SIGNAL_CODE) throw new SetupError('Stopped while installing; the next start goes on.', code)
  if (code !== 0) {
    throw new SetupError(
      `Installing failed: "npm install" in ${ROOT} ended with code ${code}; its own message is above. ` +
        'Most often there is no connection to the npm registry or the disk is full. Then start again.',
    )
  }
}

/** @returns {[string, ...string[]]} */
function npmCommand() {
  const npm = process.env['npm_execpath']
  if (npm && /npm-cli\.c?js$/.test(npm)) return [process.execPath, npm]
  return process.platform === 'win32' ? ['npm.cmd'] : ['npm']
}

/** One attempt; gives npm's exit code. */
function runNpm() {
  const [program, ...args] = npmCommand()
  const options = ['--no-save', '--include=dev', '--include=optional', `--fetch-timeout=${STALLED_AFTER}`]
  // Not `npm ci`: that refuses a lock file made where the registry lacks other systems' optional packages, and on
  // Windows it would delete the Node that is running. The lock's versions hold here, too.
  return supervise(program, [...args, 'install', ...options], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && program.endsWith('.cmd'),
  })
}
