import { transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import { avatarUrl, type Picture } from '../avatar.ts'
import { emitPerson } from './events.ts'

/** Another picture, or none: then the generated one is shown. @returns its address */
export async function doChangeAvatar(core: Core, user: number, picture: Picture | null): Promise<string> {
  return transact(core.db, core.log, async (tx) => {
    const [row] = await tx.query<{ old_key: string | null; avatar_version: number }>(
      `update user_account u set avatar_key = $2, avatar_type = $3, avatar_version = u.avatar_version + 1
       from (select avatar_key from user_account where id = $1 for no key update) old
       where u.id = $1 returning old.avatar_key as old_key, u.avatar_version`,
      [user, picture?.key ?? null, picture?.type ?? null],
    )
    if (!row) throw new Error('There is no such account')
    if (row.old_key) await tx.query('insert into discarded_file values ($1) on conflict do nothing', [row.old_key])
    const shown = { id: user, avatar_version: row.avatar_version }
    emitPerson(tx, 'update', {
      user_id: user,
      avatar_url: avatarUrl(shown),
      avatar_url_medium: avatarUrl(shown, true),
      avatar_source: picture ? 'U' : 'G',
      avatar_version: row.avatar_version,
    })
    return avatarUrl(shown)
  })
}
