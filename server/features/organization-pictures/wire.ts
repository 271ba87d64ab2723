import type { ReadDb } from '../../db/database.ts'
import { findPictures, type PictureRow } from './repository.ts'

/** An icon there always is, generated or not. No logo is no address: clients then show their own. */
function urlOf({ kind, key, version }: PictureRow): string {
  return kind === 'icon' || key !== null ? `/user_avatars/1/realm/${kind}.png?version=${version}` : ''
}

/** Fields of a picture as events tell them, without `realm_`: https://zulip.com/api/get-events#realm-update_dict */
export function toWirePicture(row: PictureRow): Record<string, string> {
  const otherwise = row.kind === 'icon' ? 'G' : 'D'
  return { [`${row.kind}_url`]: urlOf(row), [`${row.kind}_source`]: row.key === null ? otherwise : 'U' }
}

/** What /register tells of them under `realm`. */
export async function readPictureState(db: ReadDb): Promise<Record<string, string>> {
  const fields = (await findPictures(db)).flatMap((row) => Object.entries(toWirePicture(row)))
  return Object.fromEntries(fields.map(([name, value]) => [`realm_${name}`, value]))
}
