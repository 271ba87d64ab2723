import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type DataFolder, exists } from '../lib/data-folder.ts'
import { OperatorError } from '../lib/operator-error.ts'
import type { ControlPlane } from './control-plane.ts'
import { canKeepSecrets } from './keyring-store.ts'
import { fileSecretStore, type SecretStore } from './secret-store.ts'
import { stateOf } from './services.ts'
import { hasSecrets } from './vault.ts'

const KEY_BYTES = 32

export interface MasterKeySources {
  readonly control: ControlPlane
  readonly folder: DataFolder
  /** Undefined where the system has none, or no session to reach it. */
  readonly keyring: SecretStore | undefined
}

/**
 * The key that everything secret of this appliance is encrypted under.
 *
 * Where it lies is chosen once and remembered. A key that should be there and is not stops the start:
 * a new one would make the existing data unreadable for good.
 */
export async function loadMasterKey(sources: MasterKeySources): Promise<Buffer> {
  const { control, folder } = sources
  control.services.set('secrets', stateOf('starting'))
  const chosen = control.facts.get('secret_store')
  const key = chosen ? await existingKey(sources, chosen) : await firstKey(sources)
  const inFile = control.facts.get('secret_store') === 'file'
  control.services.set('secrets', inFile ? inFileState(folder) : stateOf('running'))
  return key
}

function inFileState({ masterKey }: DataFolder) {
  return stateOf(
    'degraded',
    'Hearth keeps its secret key in a file, since this computer has no safer place for it',
    `Let nobody else open ${masterKey}. Hearth cannot start without it: keep a copy, but not beside copies of the data.`,
  )
}

async function existingKey({ control, folder, keyring }: MasterKeySources, chosen: string): Promise<Buffer> {
  if (chosen === 'file') {
    const key = await fileSecretStore(folder.masterKey).get(control.instanceId)
    return decode(
      key,
      `The master key is missing: ${folder.masterKey} was there before and is needed to read the data; put it back.`,
    )
  }
  const advice = 'start Hearth in the desktop session of the account that set it up, and unlock its keyring.'
  if (!keyring)
    throw new OperatorError(`The master key is in the keyring, which cannot be reached from here; ${advice}`)
  const key = await keyring.get(control.instanceId).catch((cause: unknown) => {
    throw new OperatorError(`The master key is in the keyring, which cannot be opened; ${advice}`, { cause })
  })
  return decode(key, `The master key is no longer in the keyring but is needed to read the data; ${advice}`)
}

async function firstKey(sources: MasterKeySources): Promise<Buffer> {
  const { control, folder, keyring } = sources
  if (hasSecrets(control.db) || (await exists(join(folder.postgres, 'PG_VERSION')))) {
    throw new OperatorError(
      `${folder.root} holds data but no note of where its master key is; restore appliance.db or a whole backup.`,
    )
  }
  const store = keyring && (await canKeepSecrets(keyring)) ? keyring : fileSecretStore(folder.masterKey)
  // A start that was cut off here may have left the key without the note.
  let key = await store.get(control.instanceId)
  if (!key) {
    key = randomBytes(KEY_BYTES).toString('base64')
    await store.set(control.instanceId, key)
    if ((await store.get(control.instanceId)) !== key)
      throw new OperatorError(`The ${store.kind} did not keep the master key.`)
  }
  control.facts.set('secret_store', store.kind)
  return decode(key, `${folder.masterKey} holds no master key; remove it if this data folder is new.`)
}

function decode(text: string | undefined, otherwise: string): Buffer {
  const key = Buffer.from(text ?? '', 'base64')
  if (key.length !== KEY_BYTES) throw new OperatorError(otherwise)
  return key
}
