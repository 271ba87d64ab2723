import { MAX_ALERT_WORDS } from '../../contract/chat/alert-words.ts'
import { ApiError } from '../../contract/errors.ts'
import { type ActionTx, transact } from '../../db/transaction.ts'
import type { Core } from '../../delivery/core.ts'
import { emitTo } from '../users/index.ts'
import { findAlertWords } from './repository.ts'

/** Adds those that are not there yet, whatever their case. @returns all words @throws {ApiError} when they become too many */
export async function doAddAlertWords(core: Core, user: number, words: readonly string[]): Promise<string[]> {
  return transact(core.db, core.log, async (tx) => {
    await tx.query('select from user_account where id = $1 for no key update', [user])
    const added = await tx.query(
      `insert into alert_word (user_id, word) select $1, w from unnest($2::text[]) with ordinality x(w, n) where w <> ''
       order by n on conflict do nothing returning id`,
      [user, words],
    )
    const all = await tell(tx, user, added.length > 0)
    if (all.length > MAX_ALERT_WORDS) {
      throw new ApiError('BAD_REQUEST', `You can have at most ${MAX_ALERT_WORDS} alert words.`)
    }
    return all
  })
}

/** Words that are not there are passed over. @returns the words that are left */
export async function doRemoveAlertWords(core: Core, user: number, words: readonly string[]): Promise<string[]> {
  return transact(core.db, core.log, async (tx) => {
    const gone = await tx.query(
      'delete from alert_word where user_id = $1 and lower(word) in (select lower(w) from unnest($2::text[]) w) returning id',
      [user, words],
    )
    return tell(tx, user, gone.length > 0)
  })
}

async function tell(tx: ActionTx, user: number, isChanged: boolean): Promise<string[]> {
  const all = await findAlertWords(tx, user)
  if (isChanged) emitTo(tx, user, 'alert_words', { alert_words: all })
  return all
}
