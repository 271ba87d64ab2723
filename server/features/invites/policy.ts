import type { RulesFor } from '../../contract/settings/realm.ts'

export type Role = 100 | 200 | 300 | 400 | 600

/** Why a link does not work (any more). */
export type Refusal = 'unknown' | 'expired' | 'revoked' | 'used'

/** Nobody hands out more than they have: owners invite owners, administrators administrators and moderators. */
export function mayGrant(inviterRole: number, role: Role): boolean {
  if (role === 300) return inviterRole <= 200
  return inviterRole <= role
}

/** @param rules as they are for the inviter */
export function mayCreate(isReusable: boolean, rules: RulesFor): boolean {
  return isReusable ? rules.create_multiuse_invite_group : rules.can_invite_users_group
}

interface Redeemable {
  readonly role: Role
  readonly is_reusable: boolean
  readonly is_expired: boolean
  readonly is_revoked: boolean
  readonly uses: number
  readonly inviter_role: number
  readonly inviter_is_active: boolean
}

/** Why a link has ended for good, whatever its maker may do. */
export function endOf(invite: Redeemable): Refusal | undefined {
  if (invite.is_revoked || !invite.inviter_is_active) return 'revoked'
  if (!invite.is_reusable && invite.uses > 0) return 'used'
  return invite.is_expired ? 'expired' : undefined
}

/**
 * Judged anew at each use: a link does not outlive the right to have made it.
 * @param rules as they are for the inviter
 */
export function refusalOf(invite: Redeemable | undefined, rules: RulesFor): Refusal | undefined {
  if (!invite) return 'unknown'
  const { inviter_role: inviter, is_reusable: isReusable, role } = invite
  return endOf(invite) ?? (mayCreate(isReusable, rules) && mayGrant(inviter, role) ? undefined : 'revoked')
}

const WORDS: Readonly<Record<Refusal, string>> = {
  unknown: 'This invitation link is not valid. Ask whoever sent it for a new one',
  expired: 'This invitation has expired. Ask whoever sent it for a new one',
  revoked: 'This invitation was withdrawn. Ask whoever sent it for a new one',
  used: 'This invitation was for one person and has been used. Ask whoever sent it for a new one',
}

export function refusalSentence(refusal: Refusal): string {
  return WORDS[refusal]
}
