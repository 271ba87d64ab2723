import type { ControlDb } from './open-database.ts'

/**
 * What the host remembers about itself. `organization` is set once there is one: from then on a file of
 * `--unattended` is ignored.
 */
type FactName = 'instance_id' | 'secret_store' | 'organization' | 'tls_authority' | 'mdns_name'

export interface Facts {
  get(name: FactName): string | undefined
  set(name: FactName, value: string): void
}

export function createFacts(db: ControlDb): Facts {
  const select = db.prepare<[string], string>('select value from fact where name = ?').pluck()
  const upsert = db.prepare('insert into fact values (?, ?) on conflict (name) do update set value = excluded.value')
  return {
    get: (name) => select.get(name),
    set: (name, value) => void upsert.run(name, value),
  }
}
