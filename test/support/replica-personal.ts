import type { ClientEvent, Fields, ReplicaPart } from './replica-part.ts'

type Item = Readonly<Record<string, unknown>>

/** A list of which events add, change and remove one each, named by `key`. */
function followList(
  state: Fields,
  event: ClientEvent,
  list: { field: string; key: string; added: Item[]; updated: Item | undefined; removed: unknown },
): void {
  const items = (state[list.field] ?? []) as Item[]
  const gone = new Set([list.removed, list.updated?.[list.key]])
  const kept = event['op'] === 'add' ? items : items.filter((item) => !gone.has(item[list.key]))
  state[list.field] = [...kept, ...list.added, ...(list.updated ? [list.updated] : [])]
}

const byNumbers =
  (...keys: string[]) =>
  (a: Item, b: Item) =>
    keys.map((key) => (a[key] as number) - (b[key] as number)).find((difference) => difference !== 0) ?? 0

function sortField(state: Fields, field: string, compare: (a: Item, b: Item) => number): void {
  state[field] = (state[field] as Item[]).sort(compare)
}

const replace = (field: string) => (state: Fields, event: ClientEvent) => {
  state[field] = event[field]
}

const FOLLOW: Readonly<Record<string, (state: Fields, event: ClientEvent) => void>> = {
  alert_words: replace('alert_words'),
  muted_topics: replace('muted_topics'),
  onboarding_steps: replace('onboarding_steps'),
  scheduled_messages(state, event) {
    const added = (event['scheduled_messages'] ?? []) as Item[]
    const updated = event['scheduled_message'] as Item | undefined
    const removed = event['scheduled_message_id']
    const key = 'scheduled_message_id'
    followList(state, event, { field: 'scheduled_messages', key, added, updated, removed })
    sortField(state, 'scheduled_messages', byNumbers('scheduled_delivery_timestamp', key))
  },
  user_status: followStatus,
  realm_user: forgetStatus,
  user_topic: followTopic,
  drafts(state, event) {
    const added = (event['drafts'] ?? []) as Item[]
    const updated = event['draft'] as Item | undefined
    followList(state, event, { field: 'drafts', key: 'id', added, updated, removed: event['draft_id'] })
    sortField(state, 'drafts', (a, b) => byNumbers('timestamp', 'id')(b, a))
  },
  saved_snippets(state, event) {
    const one = event['saved_snippet'] as Item | undefined
    const isNew = event['op'] === 'add' && one
    const added = isNew ? [isNew] : []
    const removed = event['saved_snippet_id']
    followList(state, event, { field: 'saved_snippets', key: 'id', added, updated: isNew ? undefined : one, removed })
    sortField(state, 'saved_snippets', byNumbers('id'))
  },
}

type Statuses = Record<string, Item>

/** Of whoever is out of sight nothing is known any more. */
function forgetStatus(state: Fields, { op, person }: ClientEvent): void {
  if (op !== 'remove') return
  const { [String((person as Item)['user_id'])]: _gone, ...others } = state['user_status'] as Statuses
  state['user_status'] = others
}

/** Empty texts are as good as none. */
function followStatus(state: Fields, { away, user_id, ...event }: ClientEvent): void {
  const all = state['user_status'] as Statuses
  const known: Record<string, unknown> = { ...all[String(user_id)] }
  for (const key of ['status_text', 'emoji_name', 'emoji_code', 'reaction_type']) {
    if (event[key] !== undefined) known[key] = event[key]
    if (known[key] === '') delete known[key]
  }
  if (known['emoji_name'] === undefined) delete known['reaction_type']
  if (away === true) known['away'] = true
  if (away === false) delete known['away']
  const { [String(user_id)]: _before, ...others } = all
  state['user_status'] = Object.keys(known).length > 0 ? { ...others, [String(user_id)]: known } : others
}

function followTopic(state: Fields, { id: _id, type: _type, ...topic }: ClientEvent): void {
  const name = (item: Item) => `${item['stream_id'] as number}/${(item['topic_name'] as string).toLowerCase()}`
  const others = (state['user_topics'] as Item[]).filter((item) => name(item) !== name(topic))
  state['user_topics'] = topic['visibility_policy'] === 0 ? others : [...others, topic]
  sortField(state, 'user_topics', (a, b) => (name(a) < name(b) ? -1 : 1))
}

export const PERSONAL: ReplicaPart = {
  fields: [
    'alert_words',
    'drafts',
    'muted_topics',
    'onboarding_steps',
    'saved_snippets',
    'scheduled_messages',
    'user_status',
    'user_topics',
  ],
  apply: (state, event) => FOLLOW[event.type]?.(state, event),
}
