import { ApiError } from '../../../contract/errors.ts'
import { type ActionTx, transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Auth, PreparedPassword } from '../../auth/index.ts'
import { checkAddress, requireFreeName } from '../../realm-settings/index.ts'
import { joinDefaultStreams } from '../../streams/index.ts'
import { emitJoined } from '../../user-groups/index.ts'
import { dummyAddress } from '../address.ts'
import { checkFullName } from '../policy.ts'
import { findUsers, type UserRow } from '../repository.ts'
import { emitNewPerson } from './address.ts'
import { emitConsent } from './consent.ts'

export interface NewUser {
  readonly email: string
  readonly fullName: string
  readonly role: 100 | 200 | 300 | 400 | 600
  readonly password: string
}

export interface NewBot {
  readonly type: number
  /** Who answers for it. */
  readonly owner: number
}

/** @throws {ApiError} when the address is taken or the password too weak; the password comes back hashed */
export async function checkCreateUser(core: Core, auth: Auth, user: NewUser): Promise<PreparedPassword> {
  checkFullName(user.fullName)
  await checkAddress(core.db, user.email)
  await requireFreeName(core.db, 0, user.fullName)
  const taken = await core.db.query('select from user_account where lower(delivery_email) = lower($1)', [user.email])
  if (taken.length > 0) throw new ApiError('BAD_REQUEST', `Email '${user.email}' already in use`)
  const [organization] = await core.db.query<{ name: string }>('select name from organization')
  return auth.preparePassword(user.password, { known: [user.fullName, user.email, organization?.name ?? ''] })
}

/** @returns the new user's id */
export async function doCreateUser(core: Core, auth: Auth, user: NewUser, password: PreparedPassword): Promise<number> {
  return transact(core.db, core.log, async (tx) => {
    const id = await insertUser(tx, auth, user, password)
    if (user.role !== 600) await joinDefaultStreams(tx, id)
    return id
  })
}

/** Whoever hides their address from the start, by the organization's defaults, is called by another one. */
async function readNewUser(tx: ActionTx, id: number): Promise<UserRow> {
  const read = async () => (await findUsers(tx, id))[0]
  const user = await read()
  if (user && user.address_visibility !== 1 && !user.is_bot) {
    await tx.query('update user_account set email = $2 where id = $1', [id, dummyAddress(id)])
  }
  const shown = await read()
  if (!shown) throw new Error('The new account cannot be read')
  return shown
}

/** The rows and the event of a new account, for a larger transaction. */
export async function insertUser(
  tx: ActionTx,
  auth: Auth,
  user: Omit<NewUser, 'password'> & { readonly bot?: NewBot },
  password: PreparedPassword | null,
): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `insert into user_account (email, delivery_email, full_name, role, is_bot, bot_type, bot_owner_id, settings)
     values ($1, $1, $2, $3, $4::int is not null, $4, $5, coalesce((select
       jsonb_strip_nulls(jsonb_build_object('default_language', settings->'default_language')) || user_settings_defaults
       from organization), '{}'))
     on conflict do nothing returning id`,
    [user.email, user.fullName, user.role, user.bot?.type ?? null, user.bot?.owner ?? null],
  )
  if (!row) throw new ApiError('BAD_REQUEST', `Email '${user.email}' already in use`, { reason: 'taken' })
  await auth.createCredential(tx, row.id, password)
  const person = await readNewUser(tx, row.id)
  await emitNewPerson(tx, person)
  await emitJoined(tx, row.id)
  await emitConsent(tx, row.id)
  return row.id
}
