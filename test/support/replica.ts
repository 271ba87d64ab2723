import type { ClientEvent, Fields } from './replica-part.ts'
import { REPLICA_PARTS } from './replica-parts.ts'

/** Where an unread message is, as clients keep it: `5/topic` in a stream, `@1,2` for other people's ids. */
type Place = string

interface UnreadMsgs {
  readonly streams: { stream_id: number; topic: string; unread_message_ids: number[] }[]
  readonly pms: { other_user_id: number; unread_message_ids: number[] }[]
  readonly huddles: { user_ids_string: string; unread_message_ids: number[] }[]
  readonly mentions: number[]
}
interface WireStream {
  readonly stream_id: number
}
interface WireSubscription extends WireStream {
  readonly subscribers: number[]
}
interface WireUser {
  readonly user_id: number
  readonly is_active: boolean
  readonly profile_data?: Readonly<Record<string, object>>
}

interface WireGroup {
  readonly id: number
  readonly members: number[]
  readonly direct_subgroup_ids: number[]
}
interface Muted {
  readonly id: number
}

/**
 * A client's state: what /register told, brought on by events alone. Two replicas that followed the same history are
 * equal, however late each read it.
 */
export class Replica {
  readonly me: number
  readonly unread = new Map<number, Place>()
  readonly mentions = new Set<number>()
  readonly starred: Set<number>
  readonly streams: Map<number, WireStream>
  readonly subscriptions: Map<number, WireSubscription>
  readonly users: Map<number, WireUser>
  readonly groups: Map<number, WireGroup>
  muted: Muted[]
  /** Fields of the parts. */
  readonly fields: Fields

  constructor(me: number, state: Readonly<Record<string, unknown>>) {
    this.me = me
    const unread = state['unread_msgs'] as UnreadMsgs
    for (const { stream_id, topic, unread_message_ids } of unread.streams) {
      for (const id of unread_message_ids) this.unread.set(id, `${stream_id}/${topic}`)
    }
    for (const { other_user_id, unread_message_ids } of unread.pms) {
      for (const id of unread_message_ids) this.unread.set(id, other_user_id === me ? '@' : `@${other_user_id}`)
    }
    for (const { user_ids_string, unread_message_ids } of unread.huddles) {
      for (const id of unread_message_ids) this.unread.set(id, this.#direct(user_ids_string.split(',').map(Number)))
    }
    for (const id of unread.mentions) this.mentions.add(id)
    this.starred = new Set(state['starred_messages'] as number[])
    this.streams = byId(state['streams'] as WireStream[])
    this.subscriptions = byId(state['subscriptions'] as WireSubscription[])
    const users = [...(state['realm_users'] as WireUser[]), ...(state['realm_non_active_users'] as WireUser[])]
    this.users = new Map(users.map((user) => [user.user_id, user]))
    this.groups = new Map((state['realm_user_groups'] as WireGroup[]).map((group) => [group.id, group]))
    this.muted = state['muted_users'] as Muted[]
    const names = REPLICA_PARTS.flatMap((part) => part.fields)
    this.fields = structuredClone(Object.fromEntries(names.map((name) => [name, state[name]])))
  }

  /** Plain data in a fixed order, to be compared. */
  get state(): object {
    const sorted = <V>(map: ReadonlyMap<number, V>) => [...map].sort(([a], [b]) => a - b)
    // What messages that come and go make of a stream is told at /register alone.
    const plain = <S extends object>(stream: S) => ({ ...stream, first_message_id: 0, is_recently_active: true })
    const subscriptions = sorted(this.subscriptions).map(([id, s]) => [
      id,
      { ...plain(s), subscribers: inOrder(s.subscribers) },
    ])
    return {
      unread: sorted(this.unread),
      mentions: [...this.mentions].filter((id) => this.unread.has(id)).sort((a, b) => a - b),
      starred: [...this.starred].sort((a, b) => a - b),
      streams: sorted(this.streams).map(([id, s]) => [id, plain(s)]),
      subscriptions,
      users: sorted(this.users),
      groups: sorted(this.groups).map(([id, g]) => [
        id,
        { ...g, members: inOrder(g.members), direct_subgroup_ids: inOrder(g.direct_subgroup_ids) },
      ]),
      muted: this.muted,
      ...this.fields,
    }
  }

  apply(event: ClientEvent): void {
    for (const part of REPLICA_PARTS) part.apply(this.fields, event)
    const handlers: Readonly<Record<string, (event: ClientEvent) => void>> = {
      message: (e) => this.#message(e),
      update_message: (e) => this.#updateMessage(e),
      delete_message: (e) => this.#deleteMessage(e),
      update_message_flags: (e) => this.#flags(e),
      subscription: (e) => this.#subscription(e),
      stream: (e) => this.#stream(e),
      realm_user: (e) => (fieldOf(e) ? this.#profile(e) : this.#user(e)),
      custom_profile_fields: (e) => this.#dropValues(e),
      user_group: (e) => this.#group(e),
      muted_users: (e) => {
        this.muted = e['muted_users'] as Muted[]
      },
    }
    handlers[event.type]?.(event)
  }

  #direct(people: readonly number[]): Place {
    return `@${people
      .filter((id) => id !== this.me)
      .sort((a, b) => a - b)
      .join(',')}`
  }

  #message(event: ClientEvent): void {
    const flags = event['flags'] as string[]
    const message = event['message'] as { id: number; stream_id?: number; subject: string; display_recipient: unknown }
    this.#setFlags(message.id, flags)
    if (flags.includes('read')) return
    const people = message.display_recipient as { id: number }[]
    const place = message.stream_id
      ? `${message.stream_id}/${message.subject}`
      : this.#direct(people.map((person) => person.id))
    this.unread.set(message.id, place)
  }

  #setFlags(id: number, flags: readonly string[]): void {
    if (flags.includes('starred')) this.starred.add(id)
    if (flags.includes('mentioned') || flags.includes('wildcard_mentioned')) this.mentions.add(id)
    else this.mentions.delete(id)
  }

  #updateMessage(event: ClientEvent): void {
    this.#setFlags(event['message_id'] as number, event['flags'] as string[])
    if (event['orig_subject'] === undefined) return
    const stream = event['new_stream_id'] ?? event['stream_id']
    const topic = (event['subject'] ?? event['orig_subject']) as string
    for (const id of event['message_ids'] as number[]) {
      if (this.unread.has(id)) this.unread.set(id, `${stream}/${topic}`)
    }
  }

  #deleteMessage(event: ClientEvent): void {
    for (const id of event['message_ids'] as number[]) {
      this.unread.delete(id)
      this.mentions.delete(id)
      this.starred.delete(id)
    }
  }

  #flags(event: ClientEvent): void {
    const ids = event['messages'] as number[]
    const isAdded = event['op'] === 'add'
    if (event['flag'] === 'starred') {
      for (const id of ids) {
        if (isAdded) this.starred.add(id)
        else this.starred.delete(id)
      }
    } else if (event['flag'] === 'read' && isAdded) {
      if (event['all']) this.unread.clear()
      for (const id of ids) this.unread.delete(id)
    } else if (event['flag'] === 'read') {
      const details = event['message_details'] as Record<
        string,
        { stream_id?: number; topic?: string; user_ids?: number[]; mentioned?: boolean }
      >
      for (const [id, d] of Object.entries(details)) {
        this.unread.set(Number(id), d.stream_id ? `${d.stream_id}/${d.topic}` : this.#direct(d.user_ids ?? []))
        if (d.mentioned) this.mentions.add(Number(id))
      }
    }
  }

  #subscription(event: ClientEvent): void {
    const listed = (event['subscriptions'] ?? []) as WireSubscription[]
    if (event['op'] === 'add') for (const s of listed) this.subscriptions.set(s.stream_id, s)
    if (event['op'] === 'remove') for (const s of listed) this.subscriptions.delete(s.stream_id)
    if (event['op'] === 'update') {
      const known = this.subscriptions.get(event['stream_id'] as number)
      if (known) this.subscriptions.set(known.stream_id, { ...known, [event['property'] as string]: event['value'] })
    }
    if (event['op'] !== 'peer_add' && event['op'] !== 'peer_remove') return
    const people = event['user_ids'] as number[]
    for (const id of event['stream_ids'] as number[]) {
      const known = this.subscriptions.get(id)
      if (!known) continue
      const others = known.subscribers.filter((user) => !people.includes(user))
      const subscribers = event['op'] === 'peer_add' ? [...others, ...people] : others
      this.subscriptions.set(id, { ...known, subscribers })
    }
  }

  #stream(event: ClientEvent): void {
    for (const stream of (event['streams'] ?? []) as (WireStream & { is_archived: boolean })[]) {
      if (event['op'] === 'create') this.streams.set(stream.stream_id, stream)
      if (event['op'] === 'delete') this.streams.delete(stream.stream_id)
      if (event['op'] === 'delete' && stream.is_archived) this.#closeStream(stream.stream_id)
    }
    if (event['op'] !== 'update') return
    const id = event['stream_id'] as number
    const { property, value, history_public_to_subscribers, rendered_description } = event
    const change = JSON.parse(
      JSON.stringify({ [property as string]: value, history_public_to_subscribers, rendered_description }),
    ) as object
    const [stream, subscription] = [this.streams.get(id), this.subscriptions.get(id)]
    if (stream) this.streams.set(id, { ...stream, ...change })
    if (subscription) this.subscriptions.set(id, { ...subscription, ...change })
  }

  /** Nothing is unread in a stream that is archived, and no event says so of each message. */
  #closeStream(stream: number): void {
    this.subscriptions.delete(stream)
    for (const [id, place] of this.unread) if (place.startsWith(`${stream}/`)) this.unread.delete(id)
  }

  #group(event: ClientEvent): void {
    if (event['op'] === 'add') {
      const group = event['group'] as WireGroup
      this.groups.set(group.id, group)
      return
    }
    const id = event['group_id'] as number
    const known = this.groups.get(id)
    if (!known) return
    const people = (event['user_ids'] ?? []) as number[]
    const others = known.members.filter((user) => !people.includes(user))
    if (event['op'] === 'update') this.groups.set(id, { ...known, ...(event['data'] as object) })
    if (event['op'] === 'add_members') this.groups.set(id, { ...known, members: [...others, ...people] })
    if (event['op'] === 'remove_members') this.groups.set(id, { ...known, members: others })
    const subgroups = (event['direct_subgroup_ids'] ?? []) as number[]
    const rest = known.direct_subgroup_ids.filter((group) => !subgroups.includes(group))
    if (event['op'] === 'add_subgroups') this.groups.set(id, { ...known, direct_subgroup_ids: [...rest, ...subgroups] })
    if (event['op'] === 'remove_subgroups') this.groups.set(id, { ...known, direct_subgroup_ids: rest })
  }

  #user(event: ClientEvent): void {
    // Out of a guest's sight.
    if (event['op'] === 'remove') {
      this.users.delete((event['person'] as WireUser).user_id)
      return
    }
    // What of a picture is not in the list of people.
    const { avatar_source, avatar_url_medium, new_email, ...person } = event['person'] as WireUser & {
      role?: number
      avatar_source?: string
      avatar_url_medium?: string
      new_email?: string
    }
    const { role } = person
    // As clients do: the event of a new role tells nothing else.
    const flags = role === undefined ? {} : { is_owner: role === 100, is_admin: role <= 200, is_guest: role === 600 }
    if (person.is_active === false) this.#leaveGroups(person.user_id)
    this.users.set(person.user_id, {
      ...this.users.get(person.user_id),
      ...person,
      ...flags,
      ...(new_email === undefined ? {} : { email: new_email }),
    })
  }

  #profile(event: ClientEvent): void {
    const field = fieldOf(event)
    const user = this.users.get((event['person'] as WireUser).user_id)
    if (!field || !user) return
    const { id, value, ...more } = field
    const { [id]: _old, ...others } = user.profile_data ?? {}
    const profile_data = value === null ? others : { ...others, [id]: { value, ...more } }
    this.users.set(user.user_id, { ...user, profile_data })
  }

  /** Values of fields that have gone; no event says so of each. */
  #dropValues(event: ClientEvent): void {
    const ids = new Set((event['fields'] as { id: number }[]).map((field) => String(field.id)))
    for (const [id, user] of this.users) {
      if (!user.profile_data) continue
      const left = Object.entries(user.profile_data).filter(([field]) => ids.has(field))
      this.users.set(id, { ...user, profile_data: Object.fromEntries(left) })
    }
  }

  /** Deactivated people are in no group, and no event says so of each. */
  #leaveGroups(user: number): void {
    for (const [id, group] of this.groups) {
      this.groups.set(id, { ...group, members: group.members.filter((member) => member !== user) })
    }
    for (const [id, stream] of this.subscriptions) {
      this.subscriptions.set(id, { ...stream, subscribers: stream.subscribers.filter((other) => other !== user) })
    }
  }
}

interface FieldValue {
  readonly id: number
  readonly value: string | null
}

/** What somebody filled in in their profile, if that is what the event is about. */
function fieldOf(event: ClientEvent): FieldValue | undefined {
  return (event['person'] as { custom_profile_field?: FieldValue }).custom_profile_field
}

function inOrder(ids: readonly number[]): number[] {
  return [...ids].sort((a, b) => a - b)
}

function byId<T extends { stream_id: number }>(items: readonly T[]): Map<number, T> {
  return new Map(items.map((item) => [item.stream_id, item]))
}
