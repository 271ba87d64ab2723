import type { FastifyInstance } from 'fastify'
import * as contract from '../../contract/chat/invites.ts'
import type { ParamsOf } from '../../contract/endpoint.ts'
import type { Core } from '../../delivery/core.ts'
import { limitKey } from '../../http/address.ts'
import { mount, mountOpen } from '../../http/mount.ts'
import { RateLimiter, rateLimitHit } from '../../http/rate-limit.ts'
import type { Auth } from '../auth/index.ts'
import type { Mailer } from '../mail/index.ts'
import { tellJoined, tellUser } from '../messages/index.ts'
import { findOrganization } from '../organization/index.ts'
import { readRulesFor } from '../realm-settings/index.ts'
import { checkFullName } from '../users/index.ts'
import {
  checkCreateInvite,
  checkJoin,
  checkResendInvite,
  checkRevokeInvite,
  doCreateInvite,
  doInviteByMail,
  doJoin,
  doResendInvite,
  doRevokeInvite,
} from './actions.ts'
import { checkAddressees, partlyInvited } from './by-mail.ts'
import { joinLink } from './link.ts'
import { refusalOf } from './policy.ts'
import { findByToken, findUsable, type InviteRow, type NewInvite } from './repository.ts'

/** Calls a minute and address: enough for a room behind one address, too few to make accounts or hashes in bulk. */
const JOIN_CALLS = 30

interface Parts {
  readonly auth: Auth
  /** The `https://…` that links begin with. */
  readonly origin: () => string
  readonly mailer: Pick<Mailer, 'isConfigured'>
}

export function mountInvites(app: FastifyInstance, core: Core, { auth, origin, mailer }: Parts): void {
  mount(app, contract.getInvites, async (_params, { actor }) => {
    const rows = await findUsable(core.db, actor.role <= 200 ? null : actor.id)
    // Only owners manage the links that make owners.
    const shown = rows.filter((row) => row.role !== 100 || actor.role === 100)
    const link = (row: InviteRow) =>
      row.token_sealed && joinLink(origin(), auth.secrets.open(row.inviter_id, row.token_sealed))
    return { invites: shown.map((row) => toWireInvite(row, link(row))) }
  })

  mount(app, contract.sendInvites, async (params, { actor }) => {
    const invite = { ...toNewInvite(params), notifyInviter: params.notify_referrer_on_join }
    await checkCreateInvite(core, actor, { ...invite, isReusable: false })
    const { invited, skipped } = await checkAddressees(core.db, params.invitee_emails, mailer.isConfigured)
    await doInviteByMail(core, auth.secrets, actor.id, invite, invited)
    if (skipped.length > 0) throw partlyInvited(skipped)
    return {}
  })

  mount(app, contract.resendInvite, async ({ invite_id }, { actor }) => {
    await checkResendInvite(core, actor, invite_id, mailer.isConfigured)
    await doResendInvite(core, invite_id)
    return {}
  })

  mount(app, contract.createInviteLink, async (params, { actor }) => {
    const invite = { ...toNewInvite(params), isReusable: !params.single_use }
    await checkCreateInvite(core, actor, invite)
    const { token } = await doCreateInvite(core, auth.secrets, actor.id, invite)
    return { invite_link: joinLink(origin(), token) }
  })

  for (const [endpoint, isReusable] of [
    [contract.revokeInviteLink, true],
    [contract.revokeInvite, false],
  ] as const) {
    mount(app, endpoint, async ({ invite_id }, { actor }) => {
      await checkRevokeInvite(core, actor, invite_id, isReusable)
      await doRevokeInvite(core, invite_id)
      return {}
    })
  }
  mountJoin(app, core, auth)
}

function mountJoin(app: FastifyInstance, core: Core, auth: Auth): void {
  const limiter = new RateLimiter()
  const count = (ip: string) => {
    const { retryAfter } = limiter.take(limitKey(ip), JOIN_CALLS)
    if (retryAfter > 0) throw rateLimitHit(retryAfter, 'Too many attempts to join. Please try again in a moment.')
  }

  mountOpen(app, contract.getJoin, async ({ token }, { ip }) => {
    count(ip)
    const invite = await findByToken(core.db, token)
    const reason = refusalOf(invite, await readRulesFor(core.db, invite?.inviter_id ?? 0))
    if (!invite || reason) return { valid: false, reason }
    return {
      valid: true,
      organization: (await findOrganization(core.db))?.name ?? '',
      invited_by: invite.inviter_name,
      invited_as: invite.role,
      expires: seconds(invite.expires_at),
      email: invite.email,
    }
  })

  mountOpen(app, contract.join, async ({ token, full_name, email, password }, call) => {
    count(call.ip)
    const person = { token, fullName: checkFullName(full_name), email, password }
    const prepared = await checkJoin(core, auth, person)
    const { id, tell } = await doJoin(core, auth, person, prepared)
    await tellJoined(core, { id, fullName: person.fullName })
    // The account is there, whatever becomes of the news.
    if (tell !== null)
      await tellUser(core, tell, `@_**${person.fullName}|${id}** accepted your invitation to join.`).catch(
        () => undefined,
      )
    return auth.startSession({ id, email }, call)
  })
}

type Invitation = Omit<ParamsOf<typeof contract.createInviteLink>, 'single_use'>

function toNewInvite(params: Invitation): Omit<NewInvite, 'isReusable'> {
  return {
    role: params.invite_as,
    expiresInMinutes: params.invite_expires_in_minutes,
    streamIds: params.stream_ids,
    withPublicStreams: params.include_realm_default_subscriptions,
    groupIds: params.group_ids,
  }
}

/** Links of a single use are told as Zulip's invitations by e-mail, whose ids are revoked under the other address. */
function toWireInvite(invite: InviteRow, link: string | null): Record<string, unknown> {
  return {
    id: invite.id,
    invited_by_user_id: invite.inviter_id,
    invited: seconds(invite.created_at),
    expiry_date: seconds(invite.expires_at),
    invited_as: invite.role,
    is_multiuse: invite.is_reusable,
    notify_referrer_on_join: invite.notify_inviter,
    ...(invite.is_reusable ? {} : { email: invite.email ?? '' }),
    ...(invite.is_reusable && link !== null ? { link_url: link } : {}),
  }
}

function seconds(at: Date | null): number | null {
  return at && Math.floor(at.getTime() / 1000)
}
