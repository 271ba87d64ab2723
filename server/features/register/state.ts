import { FIELD_TYPES } from '../../contract/chat/profile-fields.ts'
import type { ReadDb } from '../../db/database.ts'
import { findAlertWords } from '../alert-words/index.ts'
import type { Secrets } from '../auth/index.ts'
import { findDrafts, findSnippets, syncsDrafts } from '../drafts/index.ts'
import { readEmoji } from '../emoji/index.ts'
import { type FileLimits, toFileState } from '../files/index.ts'
import { findLinkifiers } from '../linkifiers/index.ts'
import { findNewestId, readUnreadMessages } from '../messages/index.ts'
import { findOnboardingSteps } from '../onboarding/index.ts'
import { findDomains, readRealmState } from '../organization/index.ts'
import { readPictureState } from '../organization-pictures/index.ts'
import { findPlaygrounds } from '../playgrounds/index.ts'
import { OFFLINE_AFTER, PING_INTERVAL, type Presences, readPresences } from '../presence/index.ts'
import { findProfileFields, toWireField } from '../profile-fields/index.ts'
import { readRulesFor } from '../realm-settings/index.ts'
import { findScheduled, toWireScheduled } from '../scheduled-messages/index.ts'
import {
  findDefaultGroups,
  findDefaultStreams,
  findMutedTopics,
  findStreams,
  readSubscriptionState,
  toWireStream,
} from '../streams/index.ts'
import { TYPING_TIMING } from '../typing/index.ts'
import { findGroups, readShownSettings, toWireGroup } from '../user-groups/index.ts'
import { readSettingsState, streamNotifications } from '../user-settings/index.ts'
import { findStatuses } from '../user-status/index.ts'
import { findUserTopics } from '../user-topics/index.ts'
import { findMutedUsers, findUsers, readBots, readUserState, type UserRow } from '../users/index.ts'
import { type CallSettings, NO_CALLS } from '../video-calls/index.ts'
import { type Client, FULL_CLIENT } from './client.ts'
import { NOTHING_YET } from './nothing-yet.ts'
import { readRecentDirects, readStarred } from './personal.ts'

/** What a part of the state is made from. */
interface Request {
  readonly db: ReadDb
  readonly me: number
  readonly own: UserRow | undefined
  readonly wants: (type: string) => boolean
  /** Event types as they were asked for; null: all */
  readonly wanted: readonly string[] | null
  readonly client: Client
  readonly url: string
  readonly presences: Presences | undefined
  readonly secrets: Secrets | undefined
  readonly fileLimits: FileLimits
  readonly calls: CallSettings
}
type State = Record<string, unknown>

/** The parts by the event type that keeps them up to date: https://zulip.com/api/register-queue */
const PARTS: Readonly<Record<string, (request: Request) => Promise<State>>> = {
  alert_words: async ({ db, me }) => ({ alert_words: await findAlertWords(db, me) }),
  custom_profile_fields: async ({ db }) => ({
    custom_profile_fields: (await findProfileFields(db)).map(toWireField),
    custom_profile_field_types: FIELD_TYPES,
  }),
  drafts: async ({ db, me }) => ({ drafts: (await syncsDrafts(db, me)) ? await findDrafts(db, me) : [] }),
  // Guests are not told where others are subscribed who join.
  default_stream_groups: async ({ db, own }) => ({
    realm_default_stream_groups: own?.role === 600 ? [] : await findDefaultGroups(db),
  }),
  default_streams: async ({ db, own }) => ({
    realm_default_streams: own?.role === 600 ? [] : await findDefaultStreams(db),
  }),
  message: async ({ db, me }) => ({ max_message_id: await findNewestId(db, me) }),
  // Who names the newer type does not need it.
  muted_topics: async ({ db, me, wanted }) =>
    wanted?.includes('user_topic') ? {} : { muted_topics: await findMutedTopics(db, me) },
  muted_users: async ({ db, me }) => ({ muted_users: await findMutedUsers(db, me) }),
  onboarding_steps: async ({ db, me }) => ({ onboarding_steps: await findOnboardingSteps(db, me) }),
  realm_bot: async ({ db, me, secrets }) => (secrets ? { realm_bots: await readBots(db, secrets, me) } : {}),
  presence: async ({ db, me, client, presences }) =>
    presences
      ? readPresences(db, presences, {
          viewer: me,
          isModern: client.slimPresence,
          historyDays: client.presenceHistoryDays,
        })
      : {},
  realm: async ({ db, url, fileLimits, calls }) => ({
    ...(await readRealmState(db, url, calls)),
    ...toFileState(fileLimits),
    ...(await readPictureState(db)),
    ...TYPING_TIMING,
    server_presence_ping_interval_seconds: PING_INTERVAL,
    server_presence_offline_threshold_seconds: OFFLINE_AFTER,
    event_queue_longpoll_timeout_seconds: 90,
  }),
  realm_domains: async ({ db }) => ({ realm_domains: await findDomains(db) }),
  realm_linkifiers: async ({ db, client }) => ({
    // Who knows no URL templates would take them for something else.
    realm_linkifiers: client.capabilities['linkifier_url_template'] ? await findLinkifiers(db) : [],
  }),
  realm_playgrounds: async ({ db }) => ({ realm_playgrounds: await findPlaygrounds(db) }),
  realm_emoji: async ({ db }) => ({ realm_emoji: await readEmoji(db) }),
  realm_user: async ({ db, me, client }) => ({
    ...(await readUserState(db, me, !client.capabilities['user_list_incomplete'])),
    can_invite_others_to_realm: (await readRulesFor(db, me)).can_invite_users_group,
  }),
  realm_user_groups: async ({ db, client }) => {
    const groups = (await findGroups(db)).filter(
      (g) => client.capabilities['include_deactivated_groups'] || !g.deactivated,
    )
    const settings = await readShownSettings(db)
    return { realm_user_groups: groups.map((group) => toWireGroup(group, settings)) }
  },
  recent_private_conversations: async ({ db, me }) => ({
    recent_private_conversations: await readRecentDirects(db, me),
  }),
  saved_snippets: async ({ db, me }) => ({ saved_snippets: await findSnippets(db, me) }),
  scheduled_messages: async ({ db, me }) => ({
    scheduled_messages: (await findScheduled(db, me)).map(toWireScheduled),
  }),
  starred_messages: async ({ db, me }) => ({ starred_messages: await readStarred(db, me) }),
  stream: async ({ db, me, client }) => ({
    streams: (await findStreams(db, me, client.capabilities['archived_channels'])).map(toWireStream),
  }),
  subscription: readSubscriptions,
  user_status: async ({ db, me }) => ({ user_status: await findStatuses(db, me) }),
  user_topic: async ({ db, me }) => ({ user_topics: await findUserTopics(db, me) }),
}

async function readSubscriptions({ db, me, client }: Request): Promise<State> {
  const withArchived = client.capabilities['archived_channels'] === true
  const state = await readSubscriptionState(db, me, client.includeSubscribers, withArchived)
  if (client.capabilities['notification_settings_null']) return state
  const own = await streamNotifications(db, me)
  const concrete = (list: unknown) =>
    (list as State[]).map((row) => ({ ...row, ...mapValues(own, (usual, name) => row[name] ?? usual) }))
  return {
    ...state,
    subscriptions: concrete(state['subscriptions']),
    unsubscribed: concrete(state['unsubscribed']),
  }
}

function mapValues(values: Readonly<Record<string, unknown>>, map: (value: unknown, name: string) => unknown): State {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value, name)]))
}

/** What does not depend on one event type. */
async function readRest({ db, me, own, wants, client }: Request): Promise<State> {
  const isModern = client.capabilities['user_settings_object'] === true
  return {
    user_id: me,
    email: own?.email,
    full_name: own?.full_name,
    ...(await readSettingsState(db, me, wants, isModern)),
    ...(wants('message') && wants('update_message_flags') ? { unread_msgs: await readUnreadMessages(db, me) } : {}),
  }
}

export interface StateOptions {
  readonly client?: Client
  /** The address that this server is known by. */
  readonly url?: string
  readonly presences?: Presences
  /** What opens the keys of the caller's bots. */
  readonly secrets?: Secrets
  readonly fileLimits?: FileLimits
  readonly calls?: CallSettings
}

const NO_FILES: FileLimits = { maxFileMib: 0, quotaMib: null }

/**
 * One snapshot: the state and the newest event it includes belong together.
 * @param wanted event types whose state is asked for; null: all
 */
export async function readState(
  db: ReadDb,
  me: number,
  wanted: readonly string[] | null,
  options: StateOptions = {},
): Promise<{ state: State; lastEvent: number }> {
  const { client = FULL_CLIENT, url = 'https://localhost', fileLimits = NO_FILES, calls = NO_CALLS } = options
  const { presences, secrets } = options
  const [last] = await db.query<{ id: number | null }>('select max(id) as id from event')
  const wants = (type: string) => wanted === null || wanted.includes(type)
  const [own] = await findUsers(db, me)
  const request = { db, me, own, wants, wanted, client, url, presences, secrets, fileLimits, calls }
  const state = await readRest(request)
  for (const [type, read] of Object.entries(PARTS)) if (wants(type)) Object.assign(state, await read(request))
  for (const [type, empty] of Object.entries(NOTHING_YET)) if (wants(type)) Object.assign(state, empty)
  return { state, lastEvent: last?.id ?? 0 }
}
