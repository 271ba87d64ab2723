import { join } from 'node:path'
import { findStale } from './build-state.mjs'
import { install, isInstalled } from './install.mjs'
import { withLock } from './lock.mjs'
import { findNode } from './node-binary.mjs'
import { FIRST_SIGNAL_CODE, ROOT, SetupError, say } from './project.mjs'
import { supervise } from './supervise.mjs'

/** What the built server is started by; present after `prepare`. */
export const HOST_SCRIPT = join(ROOT, 'dist', 'server', 'cli.js')

/** Installs what is missing. @returns {Promise<string>} the Node that runs Hearth */
export async function prepareInstall() {
  if (!isInstalled(ROOT)) {
    // Not in node_modules: npm may empty that.
    await withLock(join(ROOT, 'dist', '.install.lock'), async () => {
      if (!isInstalled(ROOT)) await install()
    })
  }
  return findNode(ROOT)
}

/** Installs what is missing and builds what is stale. @returns {Promise<string>} the Node that runs Hearth */
export async function prepare() {
  const node = await prepareInstall()
  if (findStale(ROOT).length > 0) {
    say('Building what has changed.')
    const bundler = join(ROOT, 'resources', 'launcher', 'bundle.mjs')
    const code = await supervise(node, [bundler], { cwd: ROOT, stdio: ['ignore', 2, 2] })
    if (code > FIRST_SIGNAL_CODE) throw new SetupError('Stopped while building; nothing is lost.', code)
    if (code !== 0) throw new SetupError(`Building failed in ${ROOT}; the reason is above. Mend it and start again.`)
  }
  return node
}
