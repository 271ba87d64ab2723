import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { hasKeyringSession, keyringSecretStore } from './control/keyring-store.ts'
import type { Host } from './host.ts'
import { defaultDataRoot } from './lib/data-folder.ts'
import { PROJECT_ROOT, VERSION } from './lib/project-root.ts'

/** The surroundings of a host without a desktop: plain Node, everything shown on stderr. */
export function nodeHost(dataDir: string = defaultDataRoot()): Host {
  return {
    dataDir: resolve(dataDir),
    webRoot: join(PROJECT_ROOT, 'dist', 'renderer'),
    version: VERSION,
    machineName: hostname(),
    keyring: hasKeyringSession() ? keyringSecretStore() : undefined,
    print: (text) => void process.stderr.write(text),
  }
}
