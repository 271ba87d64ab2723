import { type ActionTx, type LastIds, transact } from '../../db/transaction.ts'
import { AUDIENCE } from '../../delivery/audience.ts'
import type { Core } from '../../delivery/core.ts'
import { findHiddenFromGuests, findStatuses, type Pairs, UNKNOWN_NAME } from './repository.ts'

const NOBODY: ReadonlySet<number> = new Set()

/**
 * For whatever may change whom guests see, around it: whoever gains the sight of somebody is told of them, whoever loses it
 * is told to forget them. Takes the order, since two changes at once, each of which finds the sight that the other one ends
 * or begins, would tell nobody. https://zulip.com/api/get-events#realm_user-remove
 * @param pairs no others may change, so that the order is not held while everybody is compared with everybody
 */
export async function keepSight<T>(
  tx: ActionTx,
  pairs: readonly Pairs[],
  work: (last: LastIds) => Promise<T>,
): Promise<T> {
  const last = await tx.takeOrder()
  const before = await findHiddenFromGuests(tx, pairs)
  const result = await work(last)
  const after = await findHiddenFromGuests(tx, pairs)
  for (const guest of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(guest) ?? NOBODY, after.get(guest) ?? NOBODY]
    await emitGained(
      tx,
      guest,
      [...was].filter((id) => !is.has(id)),
    )
    for (const id of is) {
      const person = { user_id: id, full_name: UNKNOWN_NAME }
      if (!was.has(id)) emitTo(tx, guest, 'realm_user', { op: 'remove', person })
    }
  }
  return result
}

/** Whom these people see, and who sees them. */
export function around(users: readonly number[]): Pairs[] {
  return [
    { guests: users, people: null },
    { guests: null, people: users },
  ]
}

export const EVERYBODY: readonly Pairs[] = [{ guests: null, people: null }]

/** A conversation begins: its people see each other from now on. @param make makes it, in the transaction */
export async function doMeet<T>(core: Core, people: readonly number[], make: (tx: ActionTx) => Promise<T>): Promise<T> {
  return transact(core.db, core.log, async (tx) => {
    // What refers to them takes these locks, too late under the order.
    await tx.query('select from user_account where id = any ($1) order by id for key share', [people])
    return keepSight(tx, [{ guests: people, people }], () => make(tx))
  })
}

async function emitGained(tx: ActionTx, guest: number, people: readonly number[]): Promise<void> {
  // What is told of somebody is read when it is delivered.
  for (const id of people) emitTo(tx, guest, 'realm_user', { op: 'add', person: { user_id: id } })
  for (const status of await findStatuses(tx, people)) emitTo(tx, guest, 'user_status', status)
}

function emitTo(tx: ActionTx, guest: number, type: string, payload: Readonly<Record<string, unknown>>): void {
  const to = { audience: AUDIENCE.users, users: [guest], recipient_id: null, message_id: null }
  tx.emit({ type, ...to, payload })
}
