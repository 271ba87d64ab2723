import { chmod, readFile, rm, stat } from 'node:fs/promises'
import { writeFileAtomic } from '../lib/atomic-file.ts'

/** Where the one master key lies, outside of what it encrypts. Values are text. */
export interface SecretStore {
  readonly kind: 'keyring' | 'file'
  get(name: string): Promise<string | undefined>
  set(name: string, value: string): Promise<void>
  delete(name: string): Promise<void>
}

/** The fall-back: one file that only this account can read. Holds a single secret, whatever its name. */
export function fileSecretStore(path: string): SecretStore {
  return {
    kind: 'file',
    async get() {
      try {
        if (process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600)
        return (await readFile(path, 'utf8')).trim() || undefined
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
    },
    set: (_name, value) => writeFileAtomic(path, `${value}\n`, 0o600),
    delete: () => rm(path, { force: true }),
  }
}
