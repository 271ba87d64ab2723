import { existsSync } from 'node:fs'
import { say } from '../launcher/project.mjs'
import { supervise } from '../launcher/supervise.mjs'
import { hasProgram } from './programs.mjs'

/** What tests run besides Node's own packages: the command, and the Debian package that brings it. */
export const NEEDED = [
  { command: 'certutil', debianPackage: 'libnss3-tools' },
  { command: 'chromium', debianPackage: 'chromium' },
  { command: 'ip', debianPackage: 'iproute2' },
  { command: 'mkfs.ext4', debianPackage: 'e2fsprogs' },
  { command: 'openssl', debianPackage: 'openssl' },
  { command: 'ps', debianPackage: 'procps' },
  { command: 'xfs_io', debianPackage: 'xfsprogs' },
]

/**
 * The packages whose command is nowhere on the path.
 * @param {string} [path]
 */
export function findMissing(path) {
  return NEEDED.filter(({ command }) => !hasProgram(command, path)).map(({ debianPackage }) => debianPackage)
}

/**
 * Installs what is missing when we are root on Debian; otherwise says what to do. It never fails: tests that
 * miss something are skipped and say so.
 */
export async function installMissing() {
  const missing = process.platform === 'linux' ? findMissing() : []
  if (missing.length === 0) return
  if (!existsSync('/usr/bin/apt-get')) {
    say(`Some tests are skipped until you install what Debian calls ${missing.join(', ')}.`)
  } else if (process.getuid?.() === 0) {
    say(`Installing the Debian packages that tests need: ${missing.join(', ')}.`)
    const code = await aptInstall(missing)
    if (code !== 0) say(`apt-get ended with code ${code}; the tests that need ${missing.join(', ')} are skipped.`)
  } else {
    say(`Some tests are skipped until root runs: apt-get install -y --no-install-recommends ${missing.join(' ')}`)
  }
}

/** @param {string[]} packages */
async function aptInstall(packages) {
  /** @type {import('node:child_process').SpawnOptions} */
  const options = { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  const wait = ['-o', 'DPkg::Lock::Timeout=120']
  const code = await supervise('apt-get', [...wait, 'update'], options)
  if (code !== 0) return code
  return supervise('apt-get', [...wait, 'install', '-y', '--no-install-recommends', ...packages], options)
}
