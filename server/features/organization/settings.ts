import { type RealmSettings, realmSettings } from '../../contract/settings/realm.ts'
import type { ReadDb } from '../../db/database.ts'

/** The organization's rules as they are now. */
export async function readRealmSettings(db: ReadDb): Promise<RealmSettings> {
  const [row] = await db.query<{ settings: unknown }>('select settings from organization')
  return realmSettings.parse(row?.settings ?? {})
}
