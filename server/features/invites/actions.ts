import { randomBytes } from 'node:crypto'
import { ApiError } from '../../contract/errors.ts'
import { maySubscribeOthers } from '../../contract/settings/realm.ts'
import { type ActionTx, transact } from '../../db/transaction.ts'
import { AUDIENCE } from '../../delivery/audience.ts'
import type { Core } from '../../delivery/core.ts'
import type { Actor } from '../../http/call.ts'
import type { Auth, PreparedPassword, Secrets } from '../auth/index.ts'
import { findOrganization } from '../organization/index.ts'
import { checkAddress, readRulesFor, requireFreeName } from '../realm-settings/index.ts'
import { findStreamFor, subscribe } from '../streams/index.ts'
import { addToGroups, checkAddToGroup, lockGroups } from '../user-groups/index.ts'
import { insertUser } from '../users/index.ts'
import { queueMails } from './mail-queue.ts'
import { endOf, mayCreate, mayGrant, type Refusal, refusalOf, refusalSentence } from './policy.ts'
import * as repository from './repository.ts'

/** @throws {ApiError} unless the actor may hand out such a link */
export async function checkCreateInvite(core: Core, actor: Actor, invite: repository.NewInvite): Promise<void> {
  const rules = await readRulesFor(core.db, actor.id)
  if (!mayCreate(invite.isReusable, rules)) {
    throw new ApiError('BAD_REQUEST', 'Insufficient permission')
  }
  if (!mayGrant(actor.role, invite.role)) {
    const needed = invite.role === 100 ? 'owner' : 'administrator'
    throw new ApiError('BAD_REQUEST', `Must be an organization ${needed}`)
  }
  if (invite.streamIds.length > 0 && !maySubscribeOthers(actor.role, rules)) {
    throw new ApiError('BAD_REQUEST', 'You do not have permission to subscribe other users to channels.')
  }
  for (const id of invite.streamIds) {
    if (await findStreamFor(core.db, actor.id, id)) continue
    throw new ApiError('BAD_REQUEST', `Invalid channel ID ${id}. No invites were sent.`)
  }
  for (const id of invite.groupIds ?? []) await checkAddToGroup(core.db, actor, id)
}

export interface CreatedInvite {
  readonly id: number
  /** 256 random bits; stored are its hash, and the token itself sealed. */
  readonly token: string
  readonly expiresAt: Date | null
}

export async function doCreateInvite(
  core: Core,
  secrets: Secrets,
  inviter: number,
  invite: repository.NewInvite,
): Promise<CreatedInvite> {
  return transact(core.db, core.log, async (tx) => {
    await lockInviter(tx, inviter)
    const created = await createInvite(tx, secrets, inviter, invite)
    await emitChanged(tx, inviter)
    return created
  })
}

/**
 * Makes an invitation for each address, and the mail that brings it: all or none.
 * @throws {ApiError} when that would be too many in a day
 */
export async function doInviteByMail(
  core: Core,
  secrets: Secrets,
  inviter: number,
  invite: Omit<repository.NewInvite, 'isReusable' | 'email'>,
  emails: readonly string[],
): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await lockInviter(tx, inviter)
    const ids: number[] = []
    for (const email of emails) {
      ids.push((await createInvite(tx, secrets, inviter, { ...invite, email, isReusable: false })).id)
    }
    await queueMails(tx, ids)
    await emitChanged(tx, inviter)
  })
}

/** @throws {ApiError} unless there is such an invitation and the actor may withdraw it, and so send it again */
export async function checkResendInvite(core: Core, actor: Actor, id: number, sendsMail: boolean): Promise<void> {
  await checkRevokeInvite(core, actor, id, false)
  const isMailed = (await repository.findById(core.db, id))?.email != null
  if (!isMailed) throw new ApiError('BAD_REQUEST', 'This invitation has no email address. Hand the link out yourself')
  if (!sendsMail) throw new ApiError('BAD_REQUEST', 'This server sends no mail. Create an invitation link instead.')
}

/** @throws {ApiError} when it was sent too often lately */
export async function doResendInvite(core: Core, id: number): Promise<void> {
  await transact(core.db, core.log, (tx) => queueMails(tx, [id]))
}

/** Against a deactivation meanwhile: a link made then would escape it, and live on after a reactivation. */
async function lockInviter(tx: ActionTx, inviter: number): Promise<void> {
  const inviters = await tx.query('select from user_account where id = $1 and is_active for share', [inviter])
  if (inviters.length === 0) throw new ApiError('USER_DEACTIVATED', 'Account is deactivated')
}

async function createInvite(
  tx: ActionTx,
  secrets: Secrets,
  inviter: number,
  invite: repository.NewInvite,
): Promise<CreatedInvite> {
  const token = randomBytes(32).toString('base64url')
  const kept = { text: token, sealed: secrets.seal(inviter, token) }
  const row = await repository.insertInvite(tx, kept, inviter, invite)
  return { id: row.id, token, expiresAt: row.expires_at }
}

/** @throws {ApiError} unless there is such a link and the actor may withdraw it */
export async function checkRevokeInvite(core: Core, actor: Actor, id: number, isReusable: boolean): Promise<void> {
  const invite = await repository.findById(core.db, id)
  const isTheirs = invite && (invite.inviter_id === actor.id || actor.role <= 200)
  const isThere = isTheirs && invite.is_reusable === isReusable
  if (isThere && isReusable && invite.is_revoked) {
    throw new ApiError('BAD_REQUEST', 'Invitation has already been revoked')
  }
  if (!isThere || endOf(invite)) throw new ApiError('BAD_REQUEST', 'No such invitation')
  if (invite.role === 100 && actor.role !== 100) throw new ApiError('BAD_REQUEST', 'Must be an organization owner')
}

export async function doRevokeInvite(core: Core, id: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const [row] = await tx.query<{ inviter_id: number }>(
      'update invite set revoked_at = now() where id = $1 and revoked_at is null returning inviter_id',
      [id],
    )
    if (row) await emitChanged(tx, row.inviter_id)
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
  const invite = await repository.findByToken(core.db, person.token)
  const refusal = refusalOf(invite, await readRulesFor(core.db, invite?.inviter_id ?? 0))
  if (refusal) throw refused(refusal)
  checkAddressee(invite, person.email)
  await checkAddress(core.db, person.email)
  await requireFreeName(core.db, 0, person.fullName)
  const organization = await findOrganization(core.db)
  return auth.preparePassword(person.password, { known: [person.fullName, person.email, organization?.name ?? ''] })
}

/**
 * Makes the account that a link stands for, with its subscriptions: all or nothing, so an address that is taken does
 * not use the link up. The link is judged again under its lock, as others may come by it at the same time.
 * @returns the new account's id, and whom to tell of it
 */
export async function doJoin(
  core: Core,
  auth: Auth,
  person: Joining,
  password: PreparedPassword,
): Promise<{ id: number; tell: number | null }> {
  return transact(core.db, core.log, async (tx) => {
    const invite = await repository.lockByToken(tx, person.token)
    const refusal = refusalOf(invite, await readRulesFor(tx, invite?.inviter_id ?? 0))
    if (!invite || refusal) throw refused(refusal ?? 'unknown')
    checkAddressee(invite, person.email)
    await tx.query('update invite set uses = uses + 1 where id = $1', [invite.id])
    await lockGroups(tx, invite.group_ids)
    const id = await insertUser(tx, auth, { ...person, role: invite.role }, password)
    await emitChanged(tx, invite.inviter_id)
    const streams = await repository.findStreamsToJoin(tx, invite)
    if (streams.length > 0) {
      const wanted = streams.map(({ name }) => ({ name, description: '' }))
      const request = { streams: wanted, users: [id], inviteOnly: false, publicHistory: true }
      await subscribe(tx, { id: invite.inviter_id }, request)
    }
    await addToGroups(tx, invite.group_ids, { user: id, inviter: invite.inviter_id })
    return { id, tell: invite.notify_inviter ? invite.inviter_id : null }
  })
}

/** The mail proves whose address it is: who joins by it has that address. @throws {ApiError} */
function checkAddressee(invite: repository.InviteRow | undefined, email: string): void {
  const wanted = invite?.email?.toLowerCase() ?? email.toLowerCase()
  if (email.toLowerCase() !== wanted) {
    throw new ApiError('BAD_REQUEST', 'Use the email address that this invitation was sent to', { reason: 'addressee' })
  }
}

function refused(refusal: Refusal): ApiError {
  return new ApiError('BAD_REQUEST', refusalSentence(refusal), { reason: refusal })
}

/** https://zulip.com/api/get-events#invites_changed, to administrators and who made the link. */
async function emitChanged(tx: ActionTx, inviter: number): Promise<void> {
  const rows = await tx.query<{ id: number }>(
    'select id from user_account where (role <= 200 or id = $1) and is_active order by id',
    [inviter],
  )
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
