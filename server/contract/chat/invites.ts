import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

const TEN_DAYS_IN_MINUTES = 10 * 24 * 60

/** What an invitation gives, by the names of https://zulip.com/api/create-invite-link */
const inviteRole = z.union([z.literal(100), z.literal(200), z.literal(300), z.literal(400), z.literal(600)])

/** https://zulip.com/api/get-invites; links of before they could be shown again have no `link_url`. */
export const getInvites = endpoint({
  operation: 'get-invites',
  method: 'GET',
  path: '/invites',
  access: 'user',
  params: {},
})

const ids = json(z.array(z.int32()).max(1000))

const invitation = {
  invite_expires_in_minutes: json(z.int().positive().max(10_000_000).nullable()).default(TEN_DAYS_IN_MINUTES),
  invite_as: json(inviteRole).default(400),
  group_ids: ids.default([]),
  include_realm_default_subscriptions: json(z.boolean()).default(false),
}

/** https://zulip.com/api/send-invites: where no mail server is set up, it only says what would be wrong besides. */
export const sendInvites = endpoint({
  operation: 'send-invites',
  method: 'POST',
  path: '/invites',
  access: 'user',
  params: {
    ...invitation,
    /** Separated by commas or line ends. */
    invitee_emails: z.string().max(50_000),
    stream_ids: ids,
    notify_referrer_on_join: json(z.boolean()).default(true),
  },
})

/** https://zulip.com/api/create-invite-link; `single_use` is Hearth's own: the link is for one person. */
export const createInviteLink = endpoint({
  operation: 'create-invite-link',
  method: 'POST',
  path: '/invites/multiuse',
  access: 'user',
  params: {
    ...invitation,
    stream_ids: ids.default([]),
    single_use: json(z.boolean()).default(false),
  },
})

const inviteId = { invite_id: json(z.int().positive().max(2_147_483_647)) }

/** https://zulip.com/api/revoke-invite-link */
export const revokeInviteLink = endpoint({
  operation: 'revoke-invite-link',
  method: 'DELETE',
  path: '/invites/multiuse/:invite_id',
  access: 'user',
  params: inviteId,
})

/** https://zulip.com/api/revoke-email-invite; here for links of a single use. */
export const revokeInvite = endpoint({
  operation: 'revoke-email-invite',
  method: 'DELETE',
  path: '/invites/:invite_id',
  access: 'user',
  params: inviteId,
})

/** https://zulip.com/api/resend-email-invite */
export const resendInvite = endpoint({
  operation: 'resend-email-invite',
  method: 'POST',
  path: '/invites/:invite_id/resend',
  access: 'user',
  params: inviteId,
})

/**
 * Hearth's own: what a link is for. Answers `valid`, and then `organization`, `invited_by` (a name), `invited_as`
 * (a role's number), `expires` (seconds since 1970 or null) and `email` (whose alone it is, or null); else `reason`: unknown, expired, revoked or used.
 */
export const getJoin = endpoint({
  operation: 'get-join',
  method: 'GET',
  path: '/join/:token',
  access: 'anyone',
  surfaces: ['json'],
  params: { token: z.string().max(100) },
})

/** Hearth's own: makes an account by a link and logs this browser in, with the answer of `login`. */
export const join = endpoint({
  operation: 'join',
  method: 'POST',
  path: '/join/:token',
  access: 'anyone',
  surfaces: ['json'],
  params: {
    token: z.string().max(100),
    full_name: z.string().trim(),
    email: z.email().max(254),
    password: z.string(),
  },
})
