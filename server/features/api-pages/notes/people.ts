import type { Section } from './section.ts'

export const PEOPLE: readonly Section[] = [
  {
    notes: {
      deactivation_notification_comment: 'Accepted without effect: no mail tells of a closed account.',
      full_name: 'The name that others see: at most 100 characters, and none of * ` \\ > " @.',
      include_custom_profile_fields: 'With profile_data: what people filled in of the fields that profiles have.',
      muted_user_id: 'Id of the account that is meant, which is not the caller’s own.',
      new_email: 'Refused: people change their own address, with update-settings.',
      onboarding_step: 'Name of the hint, as register-queue lists it under onboarding_steps.',
      password: 'Password of the account.',
      profile_data: 'What the profile is to say, in the form of data of update-profile-data.',
      role: 'The new role: 100 owner, 200 administrator, 300 moderator, 400 member, 600 guest; none above the caller’s own.',
      user_id: 'Id of the account.',
      user_id_or_email:
        'Id or e-mail address of the account; user7@ and the name of this server is the account with the id 7.',
      user_ids: 'Only these accounts.',
    },
  },
  { of: ['create-user'], notes: { email: 'E-mail address that the new person logs in with.' } },
  {
    of: ['create-user', 'join'],
    notes: { password: 'Password of the new account: 8 to 1,000 characters, and not easy to guess.' },
  },
  {
    of: ['deactivate-user'],
    notes: {
      user_id_or_email:
        'Id or e-mail address of the account, which is no bot’s; also user7@ this server’s name, which stands for the id 7.',
    },
  },
  {
    notes: {
      history_limit_days: 'How many days back presences are answered, where last_update_id names none; without it, 14.',
      last_update_id:
        'presence_last_update_id of the last answer: only newer presences are answered, by user id. -1: there was none.',
      new_user_input: 'Accepted without effect: it is for statistics that this server does not keep.',
      ping_only: 'Answers no presences.',
      slim_presence: 'Presences by user id, in their newer form.',
      status: 'active: the caller uses the program; idle: it is only open.',
    },
  },
  {
    notes: {
      away: 'An older form of the setting presence_enabled, with the opposite meaning.',
      status_text: 'What others read beside the name; empty removes it.',
    },
  },
  { of: ['update-status'], notes: { emoji_name: 'Name of the emoji that others see; empty removes it.' } },
  {
    of: ['set-typing-status'],
    notes: {
      op: 'start, again every ten seconds while the caller types; stop at the end, without which others assume it after 15 seconds.',
      stream_id: 'Id of the channel, where the type is stream or channel.',
      to: 'Ids of the people, where the type is direct.',
      topic: 'The topic, where the type is stream or channel.',
      type: 'Where the caller types: direct is a conversation with people; stream and channel are the same.',
    },
  },
  {
    of: ['add-alert-words'],
    notes: { alert_words: 'Words or phrases, in upper or lower case; nobody has more than 100.' },
  },
  {
    of: ['remove-alert-words'],
    notes: { alert_words: 'Words or phrases that are on the list; others are passed over.' },
  },
  {
    of: ['update-profile-data'],
    notes: {
      data: 'Fields by their ids, each with its value: a text, which of a date is such as 2024-02-29 and of a list of options is the option’s key; ids where the field names people. null and an empty value empty it.',
    },
  },
  { of: ['remove-profile-data'], notes: { data: 'Ids of the fields that are emptied.' } },
]
