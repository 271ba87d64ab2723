import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { findStale } from './build-state.mjs'
import { install, isInstalled } from './install.mjs'
import { withLock } from './lock.mjs'
import { findNode } from './node-binary.mjs'
import { ROOT, SetupError, say } from './project.mjs'

/** Installs what is missing. @returns {Promise<string>} the Node that runs Hearth */
export async function prepareInstall() {
  if (!isInstalled(ROOT)) {
    await withLock(join(ROOT, 'node_modules.lock'), async () => {
      if (!isInstalled(ROOT)) await install()
    })
  }
  return findNode(ROOT)
}

/** Installs what is missing and builds what is stale. @returns {Promise<string>} the Node that runs Hearth */
export async function prepare() {
  const node = await prepareInstall()
  if (findStale(ROOT).length > 0) {
    await withLock(join(ROOT, 'dist', '.lock'), async () => {
      if (findStale(ROOT).length === 0) return
      say('Building what has changed.')
      const built = spawnSync(node, [join(ROOT, 'resources/build.mjs')], { cwd: ROOT, stdio: ['ignore', 2, 2] })
      if (built.status !== 0) throw new SetupError('Building failed; the reason is above. Mend it and start again.')
    })
  }
  return node
}
