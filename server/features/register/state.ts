import type { ReadDb } from '../../db/database.ts'
import { findNewestId, readUnreadMessages } from '../messages/index.ts'
import { findOrganization } from '../organization/index.ts'
import { findStreams, findSubscriptions, toWireStream, toWireSubscription } from '../streams/index.ts'
import { findUsers, toWireUser } from '../users/index.ts'

/** One snapshot: the state and the newest event it includes belong together. */
export async function readState(
  db: ReadDb,
  user: number,
  wanted: readonly string[] | null,
): Promise<{ state: Record<string, unknown>; lastEvent: number }> {
  const [last] = await db.query<{ id: number | null }>('select max(id) as id from event')
  const wants = (type: string) => wanted === null || wanted.includes(type)
  const state: Record<string, unknown> = {}
  const [me] = await findUsers(db, user)
  Object.assign(state, { user_id: user, email: me?.email, full_name: me?.full_name })
  if (wants('message')) {
    state['max_message_id'] = await findNewestId(db, user)
    state['unread_msgs'] = await readUnreadMessages(db, user)
  }
  if (wants('realm')) {
    const organization = await findOrganization(db)
    Object.assign(state, { realm_name: organization?.name, realm_description: organization?.description })
  }
  if (wants('realm_user')) {
    const users = await findUsers(db)
    state['realm_users'] = users.filter((u) => u.is_active).map(toWireUser)
    state['realm_non_active_users'] = users.filter((u) => !u.is_active).map(toWireUser)
    state['cross_realm_bots'] = []
  }
  if (wants('subscription')) state['subscriptions'] = (await findSubscriptions(db, user)).map(toWireSubscription)
  if (wants('stream')) state['streams'] = (await findStreams(db, user)).map(toWireStream)
  if (wants('starred_messages')) {
    const rows = await db.query<{ id: number }>(
      // Also those out of sight for now: a star is the user's own, and says nothing of the message.
      `select f.message_id as id from message_flag f where f.user_id = $1 and f.flags & 2 <> 0
         and exists (select from message m where m.id = f.message_id) order by 1`,
      [user],
    )
    state['starred_messages'] = rows.map((row) => row.id)
  }
  return { state, lastEvent: last?.id ?? 0 }
}
