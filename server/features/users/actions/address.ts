import type { ReadDb } from '../../../db/database.ts'
import type { ActionTx } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import { dummyAddress, maySeeAddress, type Viewer } from '../address.ts'
import { findUsers, type UserRow } from '../repository.ts'
import { toWireUser } from '../wire.ts'
import { emitPerson, emitTo } from './events.ts'

/** A new account, to everybody with its address or without, as each may see it. */
export async function emitNewPerson(tx: ActionTx, user: UserRow): Promise<void> {
  if (user.address_visibility === 1 || user.is_bot) {
    emitPerson(tx, 'add', toWireUser(user, user))
    return
  }
  const viewers = await findViewers(tx)
  const seeing = viewers.filter((viewer) => maySeeAddress(viewer, user))
  const others = viewers.filter((viewer) => !maySeeAddress(viewer, user))
  emitAbout(tx, seeing, 'add', toWireUser(user, user))
  emitAbout(tx, others, 'add', toWireUser(user, { id: 0, role: Number.POSITIVE_INFINITY }))
}

/** Another address, to who may see it. The row must be changed already. */
export async function emitAddress(tx: ActionTx, id: number): Promise<void> {
  const [user] = await findUsers(tx, id)
  if (!user) return
  const seeing = (await findViewers(tx)).filter((viewer) => maySeeAddress(viewer, user))
  emitAbout(tx, seeing, 'update', { user_id: id, delivery_email: user.delivery_email })
}

/**
 * Somebody shows their address to others than before: who gains or loses the sight of it is told, and everybody by which
 * address the account is called from now on. The setting must be changed already.
 */
export async function showAddress(tx: ActionTx, id: number, before: number): Promise<void> {
  const [user] = await findUsers(tx, id)
  if (!user || user.is_bot) return
  const email = user.address_visibility === 1 ? user.delivery_email : dummyAddress(id)
  if (email !== user.email) {
    await tx.query('update user_account set email = $2 where id = $1', [id, email])
    emitPerson(tx, 'update', { user_id: id, new_email: email })
  }
  const sawIt = (viewer: Viewer) => maySeeAddress(viewer, { ...user, address_visibility: before })
  const viewers = await findViewers(tx)
  const gained = viewers.filter((viewer) => !sawIt(viewer) && maySeeAddress(viewer, user))
  const lost = viewers.filter((viewer) => sawIt(viewer) && !maySeeAddress(viewer, user))
  emitAbout(tx, gained, 'update', { user_id: id, delivery_email: user.delivery_email })
  emitAbout(tx, lost, 'update', { user_id: id, delivery_email: null })
}

/** Somebody's role has changed, and with it whose addresses they see. */
export async function emitAddressesSeen(tx: ActionTx, viewer: Viewer, oldRole: number): Promise<void> {
  for (const user of await findUsers(tx)) {
    if (user.address_visibility === 1) continue
    const [saw, sees] = [maySeeAddress({ ...viewer, role: oldRole }, user), maySeeAddress(viewer, user)]
    if (saw === sees) continue
    const person = { user_id: user.id, delivery_email: sees ? user.delivery_email : null }
    emitTo(tx, viewer.id, 'realm_user', { op: 'update', person })
  }
}

function findViewers(db: ReadDb): Promise<Viewer[]> {
  return db.query<{ id: number; role: number }>('select id, role from user_account where is_active order by id')
}

function emitAbout(
  tx: ActionTx,
  viewers: readonly Viewer[],
  op: 'add' | 'update',
  person: Readonly<Record<string, unknown>>,
): void {
  if (viewers.length === 0) return
  const users = viewers.map((viewer) => viewer.id)
  const to = { audience: AUDIENCE.users, users, recipient_id: null, message_id: null }
  tx.emit({ type: 'realm_user', ...to, payload: { op, person } })
}
