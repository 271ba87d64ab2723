import { PERMISSION_NAMES, type RealmSettings, type RulesFor, realmSettings } from '../../contract/settings/realm.ts'
import type { ReadDb } from '../../db/database.ts'

/** The organization's rules as they are now. */
export async function readRealmSettings(db: ReadDb): Promise<RealmSettings> {
  const [row] = await db.query<{ settings: unknown }>('select settings from organization')
  return realmSettings.parse(row?.settings ?? {})
}

const DEFAULTS = realmSettings.parse({})
const OTHERWISE = PERMISSION_NAMES.map((name) => DEFAULTS[name])

/** The rules as they are for one user, at this moment: permissions follow roles and groups. */
export async function readRulesFor(db: ReadDb, user: number): Promise<RulesFor> {
  const [row] = await db.query<{ settings: unknown; may: Record<string, boolean> }>(
    `select o.settings, (select jsonb_object_agg(name, is_in_group($1, organization_group(name, otherwise)))
       from unnest($2::text[], $3::text[]) as p(name, otherwise)) as may from organization o`,
    [user, PERMISSION_NAMES, OTHERWISE],
  )
  return { ...realmSettings.parse(row?.settings ?? {}), ...row?.may } as object as RulesFor
}
