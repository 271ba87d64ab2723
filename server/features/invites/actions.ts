import { randomBytes } from 'node:crypto'
import { ApiError } from '../../contract/errors.ts'
import { type ActionTx, transact } from '../../db/transaction.ts'
import { AUDIENCE } from '../../delivery/audience.ts'
import type { Core } from '../../delivery/core.ts'
import type { Actor } from '../../http/call.ts'
import type { Auth, PreparedPassword } from '../auth/index.ts'
import { findOrganization, readRealmSettings } from '../organization/index.ts'
import { findStreamFor, subscribe } from '../streams/index.ts'
import { insertUser } from '../users/index.ts'
import { endOf, mayCreate, mayGrant, type Refusal, refusalOf, refusalSentence } from './policy.ts'
import * as repository from './repository.ts'

/** @throws {ApiError} unless the actor may hand out such a link */
export async function checkCreateInvite(core: Core, actor: Actor, invite: repository.NewInvite): Promise<void> {
  if (!mayCreate(actor.role, invite.isReusable, await readRealmSettings(core.db))) {
    throw new ApiError('BAD_REQUEST', 'Insufficient permission')
  }
  if (!mayGrant(actor.role, invite.role)) {
    const needed = invite.role === 100 ? 'owner' : 'administrator'
    throw new ApiError('BAD_REQUEST', `Must be an organization ${needed}`)
  }
  for (const id of invite.streamIds) {
    if (await findStreamFor(core.db, actor.id, id)) continue
    throw new ApiError('BAD_REQUEST', `Invalid channel ID ${id}. No invites were sent.`)
  }
}

export interface CreatedInvite {
  readonly id: number
  /** 256 random bits; only its hash is stored. */
  readonly token: string
  readonly expiresAt: Date | null
}

export async function doCreateInvite(
  core: Core,
  inviter: number,
  invite: repository.NewInvite,
): Promise<CreatedInvite> {
  const token = randomBytes(32).toString('base64url')
  return transact(core.db, core.log, async (tx) => {
    // Under the lock that a deactivation takes: a link made meanwhile would escape it, and live on after a reactivation.
    const inviters = await tx.query('select from user_account where id = $1 and is_active for share', [inviter])
    if (inviters.length === 0) throw new ApiError('USER_DEACTIVATED', 'Account is deactivated')
    const row = await repository.insertInvite(tx, token, inviter, invite)
    await emitChanged(tx)
    return { id: row.id, token, expiresAt: row.expires_at }
  })
}

/** @throws {ApiError} unless there is such a link and the actor may withdraw it */
export async function checkRevokeInvite(core: Core, actor: Actor, id: number, isReusable: boolean): Promise<void> {
  const invite = await repository.findById(core.db, id)
  const isTheirs = invite && (invite.inviter_id === actor.id || actor.role <= 200)
  if (!invite || !isTheirs || invite.is_reusable !== isReusable || endOf(invite)) {
    throw new ApiError('BAD_REQUEST', 'No such invitation')
  }
  if (invite.role === 100 && actor.role !== 100) throw new ApiError('BAD_REQUEST', 'Must be an organization owner')
}

export async function doRevokeInvite(core: Core, id: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.query('update invite set revoked_at = now() where id = $1 and revoked_at is null', [id])
    await emitChanged(tx)
  })
}

export interface Joining {
  readonly token: string
  readonly fullName: string
  readonly email: string
  readonly password: string
}

/** @throws {ApiError} unless the link works and the password is good; it comes back hashed */
export async function checkJoin(core: Core, auth: Auth, person: Joining): Promise<PreparedPassword> {
  const refusal = refusalOf(await repository.findByToken(core.db, person.token), await readRealmSettings(core.db))
  if (refusal) throw refused(refusal)
  const organization = await findOrganization(core.db)
  return auth.preparePassword(person.password, { known: [person.fullName, person.email, organization?.name ?? ''] })
}

/**
 * Makes the account that a link stands for, with its subscriptions: all or nothing, so an address that is taken does
 * not use the link up. The link is judged again under its lock, as others may come by it at the same time.
 * @returns the new account's id
 */
export async function doJoin(core: Core, auth: Auth, person: Joining, password: PreparedPassword): Promise<number> {
  return transact(core.db, core.log, async (tx) => {
    const invite = await repository.lockByToken(tx, person.token)
    const refusal = refusalOf(invite, await readRealmSettings(tx))
    if (!invite || refusal) throw refused(refusal ?? 'unknown')
    await tx.query('update invite set uses = uses + 1 where id = $1', [invite.id])
    const id = await insertUser(tx, auth, { ...person, role: invite.role }, password)
    await emitChanged(tx)
    const streams = await repository.findStreamsToJoin(tx, invite)
    if (streams.length > 0) {
      const wanted = streams.map(({ name }) => ({ name, description: '' }))
      const request = { streams: wanted, users: [id], inviteOnly: false, publicHistory: true }
      await subscribe(tx, { id: invite.inviter_id }, request)
    }
    return id
  })
}

function refused(refusal: Refusal): ApiError {
  return new ApiError('BAD_REQUEST', refusalSentence(refusal), { reason: refusal })
}

/** https://zulip.com/api/get-events#invites_changed */
async function emitChanged(tx: ActionTx): Promise<void> {
  const rows = await tx.query<{ id: number }>('select id from user_account where role <= 200 and is_active order by id')
  const users = rows.map((row) => row.id)
  tx.emit({
    type: 'invites_changed',
    audience: AUDIENCE.users,
    users,
    recipient_id: null,
    message_id: null,
    payload: {},
  })
}
