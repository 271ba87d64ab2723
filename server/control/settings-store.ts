import {
  APPLIANCE_SETTINGS,
  type ApplianceSettingName,
  type ApplianceSettings,
  type ApplianceSettingsChange,
  DEFAULT_APPLIANCE_SETTINGS,
} from '../contract/settings/appliance.ts'
import type { ControlDb } from './open-database.ts'

type SettingsListener = (values: ApplianceSettings, changed: readonly ApplianceSettingName[]) => void

export interface SettingsStore {
  /** The values of this moment; a setting that was never changed has its default. */
  current(): ApplianceSettings
  /** True for a setting that somebody chose, even if they chose the default. */
  isChosen(name: ApplianceSettingName): boolean
  /** Stores values that the contract has validated, all or none; answers the names whose value is now another. */
  update(change: ApplianceSettingsChange): readonly ApplianceSettingName[]
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
  const save = db.transaction((entries: readonly [string, unknown][]) => {
    for (const [name, value] of entries) upsert.run(name, JSON.stringify(value))
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
    onChange: (listener) => void listeners.push(listener),
  }
}
