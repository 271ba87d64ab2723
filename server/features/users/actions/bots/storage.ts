import { MAX_BOT_STORAGE } from '../../../../contract/chat/bots.ts'
import { ApiError } from '../../../../contract/errors.ts'
import type { WriteTx } from '../../../../db/database.ts'
import { transact } from '../../../../db/transaction.ts'
import type { Core } from '../../../../delivery/core.ts'

/** Keeps texts under keys; keys that are not named stay. @throws {ApiError} when that is more than an account may keep */
export async function doUpdateStorage(
  core: Core,
  user: number,
  texts: Readonly<Record<string, string>>,
): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await lock(tx, user)
    await tx.query(
      `insert into bot_storage as s (user_id, key, value) select $1, key, value from json_each_text($2::json)
       on conflict (user_id, md5(key)) do update set value = excluded.value`,
      [user, JSON.stringify(texts)],
    )
    const [sum] = await tx.query<{ size: number }>(
      'select coalesce(sum(length(key) + length(value)), 0)::bigint as size from bot_storage where user_id = $1',
      [user],
    )
    if ((sum?.size ?? 0) > MAX_BOT_STORAGE) {
      throw new ApiError('BAD_REQUEST', `Request exceeds storage limit (total characters: ${MAX_BOT_STORAGE}).`)
    }
  })
}

/** @param keys undefined: all @throws {ApiError} when one of them is not there; then all stay */
export async function doRemoveStorage(core: Core, user: number, keys: readonly string[] | undefined): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await lock(tx, user)
    const removed = await tx.query(
      'delete from bot_storage where user_id = $1 and ($2::text[] is null or key = any ($2)) returning key',
      [user, keys ?? null],
    )
    if (keys && removed.length < new Set(keys).size) throw new ApiError('BAD_REQUEST', 'Key does not exist.')
  })
}

/** What an account keeps is counted by one transaction at a time. */
async function lock(tx: WriteTx, user: number): Promise<void> {
  await tx.query('select from user_account where id = $1 for no key update', [user])
}
