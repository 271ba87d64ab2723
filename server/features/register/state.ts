import { isInSystemGroup } from '../../contract/settings/realm.ts'
import type { ReadDb } from '../../db/database.ts'
import { findNewestId, readUnreadMessages } from '../messages/index.ts'
import { readRealmSettings, readRealmState } from '../organization/index.ts'
import { OFFLINE_AFTER, PING_INTERVAL, type Presences, readPresences } from '../presence/index.ts'
import { findStreams, readSubscriptionState, toWireStream } from '../streams/index.ts'
import { TYPING_TIMING } from '../typing/index.ts'
import { findGroups, readSystemGroups, toWireGroup } from '../user-groups/index.ts'
import { findMutedUsers, findUsers, readUserState, type UserRow } from '../users/index.ts'
import { type Client, FULL_CLIENT } from './client.ts'
import { NOTHING_YET } from './nothing-yet.ts'
import { readRecentDirects, readStarred } from './personal.ts'
import { readUserSettings, STREAM_NOTIFICATIONS } from './user-settings.ts'

/** What a part of the state is made from. */
interface Request {
  readonly db: ReadDb
  readonly me: number
  readonly own: UserRow | undefined
  readonly wants: (type: string) => boolean
  readonly client: Client
  readonly url: string
  readonly presences: Presences | undefined
}
type State = Record<string, unknown>

/** The parts by the event type that keeps them up to date: https://zulip.com/api/register-queue */
const PARTS: Readonly<Record<string, (request: Request) => Promise<State>>> = {
  message: async ({ db, me }) => ({ max_message_id: await findNewestId(db, me) }),
  muted_users: async ({ db, me }) => ({ muted_users: await findMutedUsers(db, me) }),
  presence: async ({ db, client, presences }) =>
    presences
      ? readPresences(db, presences, { isModern: client.slimPresence, historyDays: client.presenceHistoryDays })
      : {},
  realm: async ({ db, url }) => ({
    ...(await readRealmState(db, url)),
    ...TYPING_TIMING,
    server_presence_ping_interval_seconds: PING_INTERVAL,
    server_presence_offline_threshold_seconds: OFFLINE_AFTER,
    event_queue_longpoll_timeout_seconds: 90,
  }),
  realm_user: async ({ db, me, own }) => ({
    ...(await readUserState(db, me)),
    can_invite_others_to_realm: isInSystemGroup(own?.role ?? 600, (await readRealmSettings(db)).can_invite_users_group),
  }),
  realm_user_groups: async ({ db, client }) => {
    const groups = (await findGroups(db)).filter(
      (g) => client.capabilities['include_deactivated_groups'] || !g.deactivated,
    )
    const system = await readSystemGroups(db)
    return { realm_user_groups: groups.map((group) => toWireGroup(group, system)) }
  },
  recent_private_conversations: async ({ db, me }) => ({
    recent_private_conversations: await readRecentDirects(db, me),
  }),
  starred_messages: async ({ db, me }) => ({ starred_messages: await readStarred(db, me) }),
  stream: async ({ db, me }) => ({ streams: (await findStreams(db, me)).map(toWireStream) }),
  subscription: readSubscriptions,
}

async function readSubscriptions({ db, me, client }: Request): Promise<State> {
  const state = await readSubscriptionState(db, me, client.includeSubscribers)
  if (client.capabilities['notification_settings_null']) return state
  const concrete = (list: unknown) => (list as State[]).map((row) => ({ ...row, ...STREAM_NOTIFICATIONS }))
  return {
    ...state,
    subscriptions: concrete(state['subscriptions']),
    unsubscribed: concrete(state['unsubscribed']),
  }
}

/** What does not depend on one event type. */
async function readRest({ db, me, own, wants, client }: Request): Promise<State> {
  const isModern = client.capabilities['user_settings_object'] === true
  return {
    user_id: me,
    email: own?.email,
    full_name: own?.full_name,
    ...readUserSettings(wants, isModern, own?.timezone ?? ''),
    ...(wants('message') && wants('update_message_flags') ? { unread_msgs: await readUnreadMessages(db, me) } : {}),
  }
}

export interface StateOptions {
  readonly client?: Client
  /** The address that this server is known by. */
  readonly url?: string
  readonly presences?: Presences
}

/**
 * One snapshot: the state and the newest event it includes belong together.
 * @param wanted event types whose state is asked for; null: all
 */
export async function readState(
  db: ReadDb,
  me: number,
  wanted: readonly string[] | null,
  { client = FULL_CLIENT, url = 'https://localhost', presences }: StateOptions = {},
): Promise<{ state: State; lastEvent: number }> {
  const [last] = await db.query<{ id: number | null }>('select max(id) as id from event')
  const wants = (type: string) => wanted === null || wanted.includes(type)
  const [own] = await findUsers(db, me)
  const request = { db, me, own, wants, client, url, presences }
  const state = await readRest(request)
  for (const [type, read] of Object.entries(PARTS)) if (wants(type)) Object.assign(state, await read(request))
  for (const [type, empty] of Object.entries(NOTHING_YET)) if (wants(type)) Object.assign(state, empty)
  return { state, lastEvent: last?.id ?? 0 }
}
