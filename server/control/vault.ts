import { OperatorError } from '../lib/operator-error.ts'
import type { ControlDb } from './open-database.ts'
import { seal, unseal } from './seal.ts'

const CHECK = 'master_key_check'

/** The host's own secrets in `appliance.db`, each sealed under the master key with its name. */
export interface Vault {
  get(name: string): Buffer | undefined
  set(name: string, plain: Buffer): void
  delete(name: string): void
  /** The secret, made by `make` and stored before it is answered when there is none. */
  getOrCreate(name: string, make: () => Buffer): Buffer
}

/** Whether anything was ever sealed here, and so a master key must exist. */
export function hasSecrets(db: ControlDb): boolean {
  return db.prepare('select 1 from secret limit 1').get() !== undefined
}

/** Throws an OperatorError when `masterKey` is not the key that these secrets were sealed under. */
export function openVault(db: ControlDb, masterKey: Buffer): Vault {
  const select = db.prepare<[string], Buffer>('select sealed from secret where name = ?').pluck()
  const upsert = db.prepare(
    'insert into secret values (?, ?) on conflict (name) do update set sealed = excluded.sealed',
  )
  const remove = db.prepare('delete from secret where name = ?')
  const vault: Vault = {
    get(name) {
      const sealed = select.get(name)
      return sealed && unseal(masterKey, name, sealed)
    },
    set: (name, plain) => void upsert.run(name, seal(masterKey, name, plain)),
    delete: (name) => void remove.run(name),
    getOrCreate(name, make) {
      const found = vault.get(name)
      if (found) return found
      const made = make()
      vault.set(name, made)
      return made
    },
  }
  checkKey(vault)
  return vault
}

function checkKey(vault: Vault): void {
  try {
    vault.getOrCreate(CHECK, () => Buffer.from(CHECK))
  } catch (error) {
    throw new OperatorError(
      'The master key found for this data folder is not the one its secrets were encrypted with; ' +
        'put the right key back, or restore a backup together with its key.',
      { cause: error },
    )
  }
}
