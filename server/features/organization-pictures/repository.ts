import type { ReadDb } from '../../db/database.ts'

export type PictureKind = 'icon' | 'logo' | 'night_logo'

export interface PictureRow {
  readonly kind: PictureKind
  readonly key: string | null
  readonly content_type: string | null
  readonly version: number
}

export function findPictures(db: ReadDb): Promise<PictureRow[]> {
  return db.query<PictureRow>('select kind, key, content_type, version from realm_image order by kind')
}

export async function findPicture(db: ReadDb, kind: PictureKind): Promise<PictureRow> {
  const row = (await findPictures(db)).find((picture) => picture.kind === kind)
  if (!row) throw new Error(`There is no row for the ${kind}`)
  return row
}
