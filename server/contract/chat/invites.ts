import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

const WEEK_IN_MINUTES = 7 * 24 * 60

/** What an invitation gives, by the names of https://zulip.com/api/create-invite-link */
const inviteRole = z.union([z.literal(100), z.literal(200), z.literal(300), z.literal(400), z.literal(600)])

/** https://zulip.com/api/get-invites, without `link_url`: only a link's hash is stored, so it is shown once. */
export const getInvites = endpoint({
  operation: 'get-invites',
  method: 'GET',
  path: '/invites',
  access: 'user',
  params: {},
})

/** https://zulip.com/api/create-invite-link; `single_use` is Hearth's own: the link is for one person. */
export const createInviteLink = endpoint({
  operation: 'create-invite-link',
  method: 'POST',
  path: '/invites/multiuse',
  access: 'user',
  params: {
    invite_expires_in_minutes: json(z.int().positive().max(10_000_000).nullable()).default(WEEK_IN_MINUTES),
    invite_as: json(inviteRole).default(400),
    stream_ids: json(z.array(z.int()).max(1000)).default([]),
    include_realm_default_subscriptions: json(z.boolean()).default(false),
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

/**
 * Hearth's own: what a link is for. Answers `valid`, and then `organization`, `invited_by` (a name), `invited_as`
 * (a role's number) and `expires` (seconds since 1970 or null); else `reason`: unknown, expired, revoked or used.
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
