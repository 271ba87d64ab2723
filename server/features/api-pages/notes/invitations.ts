import type { Section } from './section.ts'

export const INVITATIONS: readonly Section[] = [
  {
    notes: {
      group_ids: 'Ids of user groups that whoever joins comes to.',
      include_realm_default_subscriptions:
        'Also subscribes whoever joins, unless as a guest, to the default channels; while there are none of these, to all public ones.',
      invite_as:
        'Role of the new account: 100 owner, 200 administrator, 300 moderator, 400 member, 600 guest. Owners invite owners; administrators invite administrators and moderators.',
      invite_expires_in_minutes: 'For how many minutes it holds; null: until it is withdrawn.',
      invite_id: 'Id of the invitation, as get-invites lists it.',
      invitee_emails: 'E-mail addresses, separated by commas or line ends.',
      notify_referrer_on_join: 'Whether a message tells the caller who has joined.',
      single_use: 'Makes the link one for a single person.',
      stream_ids: 'Ids of channels that whoever joins is subscribed to.',
    },
  },
  {
    of: ['get-join', 'join'],
    notes: { token: 'The last part of the invitation’s address.' },
  },
  {
    of: ['join'],
    notes: { email: 'E-mail address to log in with; where an invitation was sent by mail, the one that it went to.' },
  },
]
