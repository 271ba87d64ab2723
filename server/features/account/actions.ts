import { z } from 'zod'
import { ApiError } from '../../contract/errors.ts'
import { type ActionTx, transact } from '../../db/transaction.ts'
import { AUDIENCE } from '../../delivery/audience.ts'
import type { Core } from '../../delivery/core.ts'
import type { Actor, Call } from '../../http/call.ts'
import type { Auth, PreparedPassword } from '../auth/index.ts'
import { findOrganization } from '../organization/index.ts'
import { checkAddress, readRealmSettings, requireFreeName } from '../realm-settings/index.ts'
import { checkFullName, emitAddress } from '../users/index.ts'

/** Of one's own account; what is undefined stays. */
export interface AccountChange {
  readonly fullName: string | undefined
  readonly email: string | undefined
  readonly password: PreparedPassword | undefined
}

export interface WantedAccount {
  readonly full_name?: string | undefined
  readonly email?: string | undefined
  readonly old_password?: string | undefined
  readonly new_password?: string | undefined
}

/** @throws {ApiError} for a name, an address or a password that cannot be, and without the old password */
export async function checkChangeAccount(
  core: Pick<Core, 'db'>,
  auth: Auth,
  call: Pick<Call, 'actor' | 'ip' | 'userAgent'>,
  wanted: WantedAccount,
): Promise<AccountChange> {
  const { actor } = call
  const rules = await readRealmSettings(core.db)
  const isFree = actor.role <= 200
  // As in Zulip, whose clients do not offer it then.
  const mayRename = isFree || !rules.name_changes_disabled
  const fullName = wanted.full_name === undefined || !mayRename ? undefined : checkFullName(wanted.full_name)
  if (fullName !== undefined) await requireFreeName(core.db, actor.id, fullName)
  const email = await checkNewAddress(core, actor, wanted.email?.trim(), isFree || !rules.email_changes_disabled)
  return { fullName, email, password: await checkNewPassword(core, auth, call, wanted) }
}

async function checkNewAddress(
  core: Pick<Core, 'db'>,
  actor: Actor,
  email: string | undefined,
  isAllowed: boolean,
): Promise<string | undefined> {
  if (email === undefined || email === '') return undefined
  const [own] = await core.db.query<{ email: string }>(
    'select delivery_email as email from user_account where id = $1',
    [actor.id],
  )
  if (own?.email === email) return undefined
  if (!isAllowed) {
    throw new ApiError('BAD_REQUEST', 'Email address changes are disabled in this organization.')
  }
  if (!z.email().safeParse(email).success) throw new ApiError('BAD_REQUEST', 'Invalid address.')
  await checkAddress(core.db, email)
  const taken = await core.db.query(
    'select from user_account where id <> $1 and lower($2) in (lower(email), lower(delivery_email))',
    [actor.id, email],
  )
  if (taken.length > 0) throw addressTaken()
  return email
}

async function checkNewPassword(
  core: Pick<Core, 'db'>,
  auth: Auth,
  { actor, ip, userAgent }: Pick<Call, 'actor' | 'ip' | 'userAgent'>,
  wanted: WantedAccount,
): Promise<PreparedPassword | undefined> {
  if (wanted.new_password === undefined || wanted.new_password === '') return undefined
  await auth.checkOwnPassword(actor.email, wanted.old_password ?? '', { ip, userAgent })
  const organization = await findOrganization(core.db)
  return auth.preparePassword(wanted.new_password, {
    known: [actor.fullName, actor.email, organization?.name ?? ''],
  })
}

/**
 * There is no mail to prove an address by: it holds at once, as the one that somebody joins with does.
 * @param sessionId the calling browser's, which goes on after a new password
 * @throws {ApiError} when the address was taken meanwhile
 */
export async function doChangeAccount(
  core: Core,
  auth: Auth,
  user: number,
  { fullName, email, password }: AccountChange,
  sessionId: string | undefined,
): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const [row] = await tx.query<{ email: string; delivery_email: string; full_name: string }>(
      'select email, delivery_email, full_name from user_account where id = $1 for no key update',
      [user],
    )
    if (!row) return
    if (password) await auth.replacePassword(tx, user, password, sessionId)
    if (fullName !== undefined && fullName !== row.full_name) {
      await tx.query('update user_account set full_name = $2 where id = $1', [user, fullName])
      emitPerson(tx, { user_id: user, full_name: fullName })
    }
    if (email !== undefined && email !== row.delivery_email) await changeAddress(tx, user, row, email)
  })
  auth.forget(user)
}

async function changeAddress(
  tx: ActionTx,
  user: number,
  old: { email: string; delivery_email: string },
  email: string,
): Promise<void> {
  const isShown = old.email === old.delivery_email
  const taken = await tx.query(
    'select from user_account where id <> $1 and lower($2) in (lower(email), lower(delivery_email))',
    [user, email],
  )
  if (taken.length > 0) throw addressTaken()
  await tx.query(
    'update user_account set delivery_email = $2, email = case when $3 then $2 else email end where id = $1',
    [user, email, isShown],
  )
  await emitAddress(tx, user)
  if (isShown) emitPerson(tx, { user_id: user, new_email: email })
}

function addressTaken(): ApiError {
  return new ApiError('BAD_REQUEST', 'Already has an account.')
}

function emitPerson(tx: ActionTx, person: Readonly<Record<string, unknown>>): void {
  tx.emit({
    type: 'realm_user',
    audience: AUDIENCE.everyone,
    users: null,
    recipient_id: null,
    message_id: null,
    payload: { op: 'update', person },
  })
}
