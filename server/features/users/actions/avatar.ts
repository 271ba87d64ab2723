import { transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import { avatarUrl, type Picture } from '../avatar.ts'
import { emitPerson } from './events.ts'

/** Another picture, or none: then the generated one is shown. @returns its address */
export async function doChangeAvatar(core: Core, user: number, picture: Picture | null): Promise<string> {
  return transact(core.db, core.log, async (tx) => {
    const [row] = await tx.query<{ old_keys: string[]; avatar_version: number }>(
      `update user_account u set avatar_key = $2, avatar_type = $3, avatar_medium_key = $4,
         avatar_version = u.avatar_version + 1
       from (select avatar_key, avatar_medium_key from user_account where id = $1 for no key update) old
       where u.id = $1
       returning array_remove(array[old.avatar_key, old.avatar_medium_key], null) as old_keys, u.avatar_version`,
      [user, picture?.key ?? null, picture?.type ?? null, picture?.mediumKey ?? null],
    )
    if (!row) throw new Error('There is no such account')
    await tx.query('insert into discarded_file select unnest($1::text[]) on conflict do nothing', [row.old_keys])
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
