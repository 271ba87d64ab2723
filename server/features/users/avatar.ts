import type { ReadDb } from '../../db/database.ts'

/** Where the picture of an account is, uploaded or not; the version makes it another address when it changes. */
export function avatarUrl(user: { readonly id: number; readonly avatar_version: number }, isMedium = false): string {
  return `/avatar/${user.id}${isMedium ? '/medium' : ''}?v=${user.avatar_version}`
}

export interface Picture {
  readonly key: string
  readonly type: string
  /** The larger form; null for a picture from before there was one. */
  readonly mediumKey: string | null
}

/** The picture that somebody uploaded of themselves. */
export async function findAvatar(db: ReadDb, user: number): Promise<Picture | undefined> {
  const [row] = await db.query<{ key: string | null; type: string | null; mediumKey: string | null }>(
    'select avatar_key as key, avatar_type as type, avatar_medium_key as "mediumKey" from user_account where id = $1',
    [user],
  )
  return row?.key && row.type ? { key: row.key, type: row.type, mediumKey: row.mediumKey } : undefined
}
