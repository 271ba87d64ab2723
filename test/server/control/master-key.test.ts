import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { openControlPlane } from '../../../server/control/control-plane.ts'
import { canKeepSecrets, hasKeyringSession, keyringSecretStore } from '../../../server/control/keyring-store.ts'
import { loadMasterKey } from '../../../server/control/master-key.ts'
import type { SecretStore } from '../../../server/control/secret-store.ts'
import { openVault } from '../../../server/control/vault.ts'
import { prepareDataFolder } from '../../../server/lib/data-folder.ts'
import { silentLog } from '../../../server/lib/log.ts'
import { tempFolder } from '../../support/temp-folder.ts'

/** A keyring that is open, and can be locked, as seen by the host. */
function desktopKeyring() {
  const items = new Map<string, string>()
  let locked = false
  const use = async <T>(work: () => T) => {
    if (locked) throw new Error("Couldn't access platform storage")
    return work()
  }
  const store: SecretStore = {
    kind: 'keyring',
    get: (name) => use(() => items.get(name)),
    set: (name, value) => use(() => void items.set(name, value)),
    delete: (name) => use(() => void items.delete(name)),
  }
  return { store, items, lock: () => (locked = true) }
}

async function newFolder() {
  const folder = await prepareDataFolder(await tempFolder())
  const control = openControlPlane(folder.applianceDb, silentLog)
  onTestFinished(() => control.close())
  const load = (keyring?: SecretStore) => loadMasterKey({ control, folder, keyring })
  return { folder, control, load }
}

describe('without a keyring', () => {
  test('the key is in a private file, stays the same, and people are warned', async () => {
    const { folder, control, load } = await newFolder()
    const key = await load()
    expect(key).toHaveLength(32)
    expect(statSync(folder.masterKey).mode & 0o777).toBe(0o600)
    expect(control.services.get('secrets')).toMatchObject({
      state: 'degraded',
      advice: expect.stringContaining(folder.masterKey),
    })
    expect(await load()).toEqual(key)
  })

  test('a file that became readable to others is closed again', async () => {
    const { folder, load } = await newFolder()
    await load()
    chmodSync(folder.masterKey, 0o644)
    await load()
    expect(statSync(folder.masterKey).mode & 0o777).toBe(0o600)
  })

  test('a key that is gone stops the start and no new one is made, even when a keyring has come up since', async () => {
    const { folder, load } = await newFolder()
    await load()
    rmSync(folder.masterKey)
    await expect(load()).rejects.toThrow(/The master key is missing/)
    await expect(load(desktopKeyring().store)).rejects.toThrow(/The master key is missing/)
    expect(() => statSync(folder.masterKey)).toThrow()
  })

  test('a start that was cut off between key and note goes on with that key', async () => {
    const { folder, control, load } = await newFolder()
    const key = await load()
    control.db.prepare("delete from fact where name = 'secret_store'").run()
    expect(await load()).toEqual(key)
    expect(readFileSync(folder.masterKey, 'utf8').trim()).toBe(key.toString('base64'))
  })
})

describe('with a keyring', () => {
  test('the key is there and not in the data folder; the probe leaves nothing behind', async () => {
    const { folder, control, load } = await newFolder()
    const { store, items } = desktopKeyring()
    const key = await load(store)
    expect([...items]).toEqual([[control.instanceId, key.toString('base64')]])
    expect(() => statSync(folder.masterKey)).toThrow()
    expect(control.services.get('secrets').state).toBe('running')
    expect(await load(store)).toEqual(key)
  })

  test('a later start without it, with it locked or emptied is explained and never falls back', async () => {
    const { folder, load } = await newFolder()
    const { store, items, lock } = desktopKeyring()
    await load(store)
    await expect(load(undefined)).rejects.toThrow(/in the keyring, which cannot be reached from here/)
    items.clear()
    await expect(load(store)).rejects.toThrow(/no longer in the keyring/)
    lock()
    await expect(load(store)).rejects.toThrow(/in the keyring, which cannot be opened/)
    expect(() => statSync(folder.masterKey)).toThrow()
  })

  test('one that is locked at the first start is not chosen', async () => {
    const { control, load } = await newFolder()
    const { store, lock } = desktopKeyring()
    lock()
    await load(store)
    expect(control.facts.get('secret_store')).toBe('file')
  })

  test('one that never answers is given up', async () => {
    const silent: SecretStore = { ...desktopKeyring().store, set: () => new Promise(() => undefined) }
    expect(await canKeepSecrets(silent, 50)).toBe(false)
  })
})

describe('over existing data', () => {
  test('without a note of the key no new one is made', async () => {
    const { folder, control, load } = await newFolder()
    openVault(control.db, Buffer.alloc(32))
    await expect(load()).rejects.toThrow(/holds data but no note of where its master key is/)
    control.db.prepare('delete from secret').run()
    mkdirSync(folder.postgres)
    writeFileSync(join(folder.postgres, 'PG_VERSION'), '18\n')
    await expect(load()).rejects.toThrow(/holds data but no note of where its master key is/)
  })
})

describe("the system's keyring", () => {
  test('is not asked where there is no session to reach it', () => {
    expect(hasKeyringSession('linux', {})).toBe(false)
    expect(hasKeyringSession('linux', { XDG_RUNTIME_DIR: '/nonexistent' })).toBe(false)
    expect(hasKeyringSession('linux', { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x' })).toBe(true)
    expect(hasKeyringSession('darwin', {})).toBe(true)
  })

  test('that is not there keeps nothing, says so fast, and never uses the kernel keyring', async () => {
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'unix:path=/nonexistent')
    onTestFinished(() => void vi.unstubAllEnvs())
    const store = keyringSecretStore()
    const start = performance.now()
    expect(await canKeepSecrets(store)).toBe(false)
    expect(performance.now() - start).toBeLessThan(3_000)
    // Asked of the secret service, and of nothing else: a kernel keyring may be closed to us here, and open elsewhere.
    await expect(store.set('hearth-kernel-probe', 'x')).rejects.toThrow(/DBus error/)
    expect(readFileSync('/proc/keys', 'utf8')).not.toContain('hearth-kernel-probe')
  })
})
