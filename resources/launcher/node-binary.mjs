import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError } from './project.mjs'

// Node-API 10: with less, better-sqlite3 crashes the process when it opens a file, without a word.
const MINIMUM = { major: 22, minor: 14 }

/** @param {string} version */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  return major > MINIMUM.major || (major === MINIMUM.major && minor >= MINIMUM.minor)
}

/**
 * The Node that runs Hearth: the one that package-lock.json brings, else the running one.
 * The real binary, not node_modules/.bin/node, which on Windows is a script.
 * @param {string} root
 * @param {{ version: string, execPath: string, platform: string, arch: string }} [running]
 */
export function findNode(root, running = process) {
  const system = running.platform === 'win32' ? 'win' : running.platform
  const folder = join(root, 'node_modules', `node-${system}-${running.arch}`)
  const binary = join(folder, 'bin', running.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(binary) && isNewEnough(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version)) {
    return binary
  }
  if (isNewEnough(running.version)) return running.execPath
  throw new SetupError(
    `Hearth needs Node ${MINIMUM.major}.${MINIMUM.minor} or newer; this is ${running.version}, and the lock file brings none for ` +
      `${running.platform}-${running.arch}. Install Node 24 from https://nodejs.org and start again.`,
  )
}
