import {
  APPLIANCE_SETTINGS,
  type ApplianceSettingName,
  type ApplianceSettings,
  type ApplianceSettingsChange,
  DEFAULT_APPLIANCE_SETTINGS,
} from '../contract/settings/appliance.ts'
import { KEPT_SECRET, type Setting } from '../contract/settings/entry.ts'
import type { ControlDb } from './open-database.ts'
import type { Vault } from './vault.ts'

type SettingsListener = (values: ApplianceSettings, changed: readonly ApplianceSettingName[]) => void

export interface SettingsStore {
  /** The values of this moment; a setting that was never changed has its default. */
  current(): ApplianceSettings
  /** True for a setting that somebody chose, even if they chose the default. */
  isChosen(name: ApplianceSettingName): boolean
  /** Stores values that the contract has validated, all or none; answers the names whose value is now another. */
  update(change: ApplianceSettingsChange): readonly ApplianceSettingName[]
  /** Secret settings lie in the vault; until it is open they have their defaults and cannot be changed. */
  keepSecretsIn(vault: Vault): void
  /** Called after each change that changed something. */
  onChange(listener: SettingsListener): void
}

export function createSettingsStore(db: ControlDb): SettingsStore {
  const upsert = db.prepare('insert into setting values (?, ?) on conflict (name) do update set value = excluded.value')
  const listeners: SettingsListener[] = []
  const chosen = new Set<string>()
  let values: ApplianceSettings = DEFAULT_APPLIANCE_SETTINGS
  for (const row of db.prepare<[], { name: string; value: string }>('select name, value from setting').all()) {
    if (!(row.name in APPLIANCE_SETTINGS)) continue
    chosen.add(row.name)
    values = { ...values, [row.name]: JSON.parse(row.value) as unknown }
  }
  let vault: Vault | undefined
  const save = db.transaction((entries: readonly [string, unknown][]) => {
    for (const [name, value] of entries) {
      if (!isSecret(name)) upsert.run(name, JSON.stringify(value))
      else if (vault) vault.set(vaultName(name), Buffer.from(String(value)))
      else throw new Error(`${name} cannot be kept before the vault is open`)
    }
  })
  return {
    current: () => values,
    isChosen: (name) => chosen.has(name),
    update(change) {
      const entries = Object.entries(change).filter(([, value]) => value !== undefined)
      save(entries)
      const before = values
      values = { ...values, ...Object.fromEntries(entries) }
      const names = entries.map(([name]) => name as ApplianceSettingName)
      for (const name of names) chosen.add(name)
      const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(values[name]))
      if (changed.length > 0) for (const listener of listeners) listener(values, changed)
      return changed
    },
    keepSecretsIn(opened) {
      vault = opened
      for (const name of Object.keys(APPLIANCE_SETTINGS).filter(isSecret)) {
        const kept = opened.get(vaultName(name))
        if (kept) values = { ...values, [name]: kept.toString() }
      }
    },
    onChange: (listener) => void listeners.push(listener),
  }
}

const vaultName = (name: string) => `setting.${name}`

function isSecret(name: string): boolean {
  const entry: Setting | undefined = APPLIANCE_SETTINGS[name as ApplianceSettingName]
  return entry?.isSecret === true
}

/** Settings as they may be shown: of a secret only whether there is one. */
export function withoutSecrets(values: ApplianceSettings): Record<string, unknown> {
  const shown = Object.entries(values).map(([name, value]): [string, unknown] => [
    name,
    isSecret(name) && value !== '' ? KEPT_SECRET : value,
  ])
  return Object.fromEntries(shown)
}

/** A change without the secrets that stay as they are. */
export function withoutKept(change: ApplianceSettingsChange): ApplianceSettingsChange {
  return Object.fromEntries(
    Object.entries(change).filter(([name, value]) => !(isSecret(name) && value === KEPT_SECRET)),
  )
}
