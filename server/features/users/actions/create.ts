import { ApiError } from '../../../contract/errors.ts'
import { type ActionTx, transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Auth, PreparedPassword } from '../../auth/index.ts'
import { emitJoined } from '../../user-groups/index.ts'
import { checkFullName } from '../policy.ts'
import { findUsers } from '../repository.ts'
import { toWireUser } from '../wire.ts'
import { emitPerson } from './events.ts'

export interface NewUser {
  readonly email: string
  readonly fullName: string
  readonly role: 100 | 200 | 300 | 400 | 600
  readonly password: string
}

/** @throws {ApiError} when the address is taken or the password too weak; the password comes back hashed */
export async function checkCreateUser(core: Core, auth: Auth, user: NewUser): Promise<PreparedPassword> {
  checkFullName(user.fullName)
  const taken = await core.db.query('select from user_account where lower(delivery_email) = lower($1)', [user.email])
  if (taken.length > 0) throw new ApiError('BAD_REQUEST', `Email '${user.email}' already in use`)
  const [organization] = await core.db.query<{ name: string }>('select name from organization')
  return auth.preparePassword(user.password, { known: [user.fullName, user.email, organization?.name ?? ''] })
}

/** @returns the new user's id */
export async function doCreateUser(core: Core, auth: Auth, user: NewUser, password: PreparedPassword): Promise<number> {
  return transact(core.db, core.log, (tx) => insertUser(tx, auth, user, password))
}

/** The rows and the event of a new account, for a larger transaction. */
export async function insertUser(
  tx: ActionTx,
  auth: Auth,
  user: Omit<NewUser, 'password'>,
  password: PreparedPassword,
): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `insert into user_account (email, delivery_email, full_name, role) values ($1, $1, $2, $3)
     on conflict do nothing returning id`,
    [user.email, user.fullName, user.role],
  )
  if (!row) throw new ApiError('BAD_REQUEST', `Email '${user.email}' already in use`, { reason: 'taken' })
  await auth.createCredential(tx, row.id, password)
  const [person] = await findUsers(tx, row.id)
  if (!person) throw new Error('The new account cannot be read')
  emitPerson(tx, 'add', toWireUser(person))
  await emitJoined(tx, row.id)
  return row.id
}
