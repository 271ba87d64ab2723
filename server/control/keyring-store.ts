import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AsyncEntry } from 'keytar'
import { withinDeadline } from '../lib/deadline.ts'
import type { SecretStore } from './secret-store.ts'

const SERVICE = 'Hearth'
/** On a locked keyring the desktop may ask for a password first. */
const ANSWER_TIME = 20_000
const PROBE_TIME = 3000

/**
 * The keyring of the operating system. The library is loaded on first use.
 * On Linux it is pinned to the secret service: without one the library would silently write to the
 * kernel's keyring, which other processes can read and a reboot empties.
 */
export function keyringSecretStore(): SecretStore {
  const entry = async (name: string): Promise<AsyncEntry> => {
    const { AsyncEntry } = await import('keytar')
    return new AsyncEntry(SERVICE, name, { linux: { store: 'secret-service' } })
  }
  return {
    kind: 'keyring',
    get: async (name) => (await answered((await entry(name)).getPassword())) ?? undefined,
    set: async (name, value) => answered((await entry(name)).setPassword(value)),
    delete: async (name) => void (await answered((await entry(name)).deleteCredential())),
  }
}

async function answered<T>(call: Promise<T>): Promise<T> {
  if (await withinDeadline(call, ANSWER_TIME)) return call
  throw new Error('the keyring does not answer')
}

/** Whether there is a desktop session to ask at all: a look that costs nothing and loads nothing. */
export function hasKeyringSession(platform = process.platform, env = process.env): boolean {
  if (platform !== 'linux') return true
  if (env['DBUS_SESSION_BUS_ADDRESS']) return true
  const runtime = env['XDG_RUNTIME_DIR']
  return runtime !== undefined && existsSync(join(runtime, 'bus'))
}

/** Writes, reads and deletes something. False when the store does not keep it, or not in time. */
export async function canKeepSecrets(store: SecretStore, ms = PROBE_TIME): Promise<boolean> {
  const name = `probe-${randomBytes(6).toString('hex')}`
  const value = randomBytes(16).toString('hex')
  let kept = false
  const tried = (async () => {
    await store.set(name, value)
    kept = (await store.get(name)) === value
    await store.delete(name)
  })()
  try {
    return (await withinDeadline(tried, ms)) && kept
  } catch {
    return false
  }
}
