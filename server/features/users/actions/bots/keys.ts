import { transact } from '../../../../db/transaction.ts'
import type { Core } from '../../../../delivery/core.ts'
import type { Actor } from '../../../../http/call.ts'
import type { Auth } from '../../../auth/index.ts'
import { emitBotUpdate } from './events.ts'

/** The old key is refused at once; sessions and the password stay. @returns the new key */
export async function doRenewApiKey(
  core: Core,
  auth: Pick<Auth, 'renewApiKey' | 'forget'>,
  user: Pick<Actor, 'id' | 'isBot'>,
): Promise<string> {
  const key = await transact(core.db, core.log, async (tx) => {
    const renewed = await auth.renewApiKey(tx, user.id)
    if (user.isBot) await emitBotUpdate(tx, user.id, { api_key: null })
    return renewed
  })
  auth.forget(user.id)
  return key
}
