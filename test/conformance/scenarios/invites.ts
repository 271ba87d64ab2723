import type { Run } from '../run.ts'
import { channel, idOf, listOf, NO_ID } from './steps.ts'

const ONLY_ADMINS = 2
const MEMBERS = 1
const FIRST = 'first@elsewhere.test'

export async function playInvites(run: Run): Promise<void> {
  const stream = await channel(run, 'Padua', ['owner', 'member'])
  const invite = {
    invitee_emails: `${FIRST}, second@elsewhere.test`,
    invite_expires_in_minutes: 14_400,
    invite_as: 400,
    stream_ids: [stream],
    group_ids: [],
    include_realm_default_subscriptions: false,
    notify_referrer_on_join: false,
  }
  const { invitee_emails: _, notify_referrer_on_join: __, ...link } = invite
  await run.ok('send-invites', 'owner', invite)
  await run.ok('create-invite-link', 'owner', link)
  const invites = listOf(await run.ok('get-invites', 'owner'), 'invites')
  await refuse(run, invite, link)
  const mailed = { invite_id: idOf(invites, ({ is_multiuse }) => is_multiuse === false) }
  const arrived = (count: number) => run.mailed.filter((address) => address === FIRST).length >= count
  await run.eventually('send-invites', () => arrived(1), 'no mail came')
  await run.ok('resend-email-invite', 'owner', mailed)
  await run.eventually('resend-email-invite', () => arrived(2), 'no second mail came')
  await run.ok('revoke-email-invite', 'owner', mailed)
  await run.refused('resend-email-invite', 'owner', { invite_id: NO_ID })
  await run.refused('revoke-email-invite', 'owner', { invite_id: NO_ID })
  const many = { invite_id: idOf(invites, ({ is_multiuse }) => is_multiuse === true) }
  await run.ok('revoke-invite-link', 'owner', many)
  await run.refused('revoke-invite-link', 'owner', { invite_id: NO_ID }, 1)
  await run.refused('revoke-invite-link', 'owner', many, 2)
}

async function refuse(run: Run, invite: object, link: object): Promise<void> {
  const taken = { ...invite, invitee_emails: 'member@acme.test, third@elsewhere.test' }
  await run.refused('send-invites', 'owner', taken, 1)
  await run.refused('send-invites', 'guest', { ...invite }, 2)
  await run.refused('send-invites', 'owner', { ...invite, invitee_emails: '' }, 3)
  await run.refused('send-invites', 'owner', { ...invite, stream_ids: [NO_ID] }, 4)
  await run.refused('create-invite-link', 'guest', { ...link }, 1)
  await run.refused('create-invite-link', 'owner', { ...link, stream_ids: [NO_ID] }, 2)
  const groups = listOf(await run.ok('get-user-groups', 'owner'), 'user_groups')
  const members = idOf(groups, ({ name }) => name === 'role:members')
  const rules = { invite_to_stream_policy: ONLY_ADMINS, create_multiuse_invite_group: { new: members } }
  await run.raw('PATCH', '/realm', 'owner', rules)
  await run.refused('send-invites', 'member', { ...invite, invitee_emails: 'fourth@elsewhere.test' }, 5)
  await run.refused('create-invite-link', 'member', { ...link }, 3)
  await run.raw('PATCH', '/realm', 'owner', { invite_to_stream_policy: MEMBERS })
}
