import type { ReadDb } from '../db/database.ts'
import type { StoredEvent } from '../db/writer.ts'

/** Whom an event is for. Symbolic: who that is, is decided when the event is read, by the access of that moment. */
export const AUDIENCE = {
  nobody: 0,
  /** the users listed */
  users: 1,
  /** whoever received the message */
  received: 2,
  /** subscribers who may see the message */
  visible: 3,
  /** the recipient's subscribers or members */
  subscribers: 4,
  everyone: 5,
  /** whoever may know that the stream exists */
  knowStream: 6,
  /** subscribers of that moment who could see the message then, also if they have lost access since */
  couldSee: 7,
} as const

type Range = readonly [from: number, to: number]
interface Member {
  readonly received: Range[]
  readonly events: Range[]
  isSubscribed: boolean
}
interface Recipient {
  readonly isDirect: boolean
  readonly isPrivate: boolean
  readonly hasPublicHistory: boolean
  readonly members: Map<number, Member>
}

export interface Reader {
  readonly id: number
  readonly role: number
}

const holds = (ranges: readonly Range[], id: number) => ranges.some(([from, to]) => id >= from && id < to)

const isGuest = (reader: Reader) => reader.role === 600

function mayKnow(stream: Recipient, member: Member | undefined, reader: Reader): boolean {
  return member?.isSubscribed || (stream.isPrivate ? reader.role <= 200 : !isGuest(reader))
}

/** For a stream's member of that moment. */
function admitsMember(event: StoredEvent, stream: Recipient, member: Member, reader: Reader): boolean {
  // Lost access holds at once, whatever the periods say of the past. Whether a new message may be read is asked when
  // it is filled, since it may have been moved to where the reader still is.
  const hasAccess = member.isSubscribed || (!stream.isPrivate && !isGuest(reader))
  const mayHaveLeft = event.audience === AUDIENCE.received || event.audience === AUDIENCE.couldSee
  if (!hasAccess && !mayHaveLeft) return false
  if (event.message_id === null) return true
  if (event.audience !== AUDIENCE.received && stream.hasPublicHistory) return true
  return holds(member.received, event.message_id)
}

/**
 * Answers who gets an event. Members of a recipient are read once and kept until an event says that they changed; since
 * periods are kept in event ids, what was read later still answers for an earlier event.
 */
export class Audience {
  readonly #recipients = new Map<number, Recipient>()
  /** Who wants to see nobody type, from the first typing on: asked of the database for each, it would cost more than the rest. */
  #notToldOfTyping: ReadonlySet<number> | undefined
  readonly #db: ReadDb

  constructor(db: ReadDb) {
    this.#db = db
  }

  /** To be called for each event in order, before anybody is asked about it. */
  async prepare(event: StoredEvent): Promise<void> {
    if (event.type === 'realm_user') await this.#followAccount(event.payload)
    await this.#followTyping(event)
    const id = event.recipient_id
    if (id === null) return
    // Replaced in one step: whoever asks meanwhile must not find nobody there.
    const isChanged = event.type === 'subscription' || event.type === 'stream'
    if (isChanged || !this.#recipients.has(id)) this.#recipients.set(id, await this.#load(id))
  }

  /** An account that closes or opens ends or begins periods wherever it is subscribed. */
  async #followAccount(payload: StoredEvent['payload']): Promise<void> {
    const person = payload?.['person'] as { user_id: number; is_active?: boolean } | undefined
    if (!person || person.is_active === undefined) return
    for (const [id, { members }] of this.#recipients) {
      if (members.has(person.user_id)) this.#recipients.set(id, await this.#load(id))
    }
  }

  /** What is passing is only in memory, so nobody is asked about a typing that did not come by here. */
  async #followTyping({ type, payload }: StoredEvent): Promise<void> {
    const mayHaveChanged =
      (type === 'user_settings' && payload?.['property'] === 'receives_typing_notifications') ||
      (type === 'realm_user' && payload?.['op'] === 'add')
    if (this.#notToldOfTyping ? !mayHaveChanged : type !== 'typing') return
    const rows = await this.#db.query<{ id: number }>(
      `select id from user_account where settings->>'receives_typing_notifications' = 'false'`,
    )
    this.#notToldOfTyping = new Set(rows.map(({ id }) => id))
  }

  admits(event: StoredEvent, reader: Reader): boolean {
    const isUnwanted = event.type === 'typing' && this.#notToldOfTyping?.has(reader.id)
    return !isUnwanted && this.#includes(event, reader)
  }

  #includes(event: StoredEvent, reader: Reader): boolean {
    if (event.users?.includes(reader.id) || event.audience === AUDIENCE.everyone) return true
    const recipient = event.recipient_id === null ? undefined : this.#recipients.get(event.recipient_id)
    if (!recipient || event.audience < AUDIENCE.received) return false
    const member = recipient.members.get(reader.id)
    if (recipient.isDirect) return member !== undefined
    if (event.audience === AUDIENCE.knowStream) return mayKnow(recipient, member, reader)
    return member !== undefined && holds(member.events, event.id) && admitsMember(event, recipient, member, reader)
  }

  /** Whether it is a new message that whoever asked for all public streams gets, subscribed or not. */
  isPublicMessage({ type, recipient_id }: StoredEvent): boolean {
    const recipient = recipient_id === null ? undefined : this.#recipients.get(recipient_id)
    return type === 'message' && recipient !== undefined && !recipient.isPrivate
  }

  /** Whom `admits` may let through, each once; undefined: anybody. */
  reach(event: StoredEvent): Iterable<number> | undefined {
    if (event.audience === AUDIENCE.nobody || event.audience === AUDIENCE.users) return new Set(event.users)
    if (event.users || event.audience === AUDIENCE.everyone || event.audience === AUDIENCE.knowStream) return undefined
    return this.#recipients.get(event.recipient_id ?? 0)?.members.keys() ?? []
  }

  /**
   * Whether somebody admitted to a new message may still read it, as long as it has not been moved. When this does not
   * know, the answer is no: `may_read` in the database then decides.
   */
  mayStillRead(event: StoredEvent, reader: Reader): boolean {
    const recipient = event.recipient_id === null ? undefined : this.#recipients.get(event.recipient_id)
    if (!recipient || event.users !== null) return false
    const member = recipient.members.get(reader.id)
    return member?.isSubscribed === true || (!recipient.isPrivate && reader.role !== 600)
  }

  async #load(id: number): Promise<Recipient> {
    const [stream] = await this.#db.query<{ invite_only: boolean; history_public_to_subscribers: boolean }>(
      'select invite_only, history_public_to_subscribers from stream where id = $1',
      [id],
    )
    const members = new Map<number, Member>()
    if (!stream) {
      const rows = await this.#db.query<{ user_id: number }>(
        'select user_id from direct_group_member where recipient_id = $1',
        [id],
      )
      for (const row of rows) members.set(row.user_id, { received: [], events: [], isSubscribed: true })
      return { isDirect: true, isPrivate: true, hasPublicHistory: true, members }
    }
    const rows = await this.#db.query<{
      user_id: number
      rf: number
      rt: number
      ef: number
      et: number
      active: boolean
    }>(
      `select p.user_id, lower(p.received) as rf, coalesce(upper(p.received), 9007199254740991) as rt,
         lower(p.events) as ef, coalesce(upper(p.events), 9007199254740991) as et, coalesce(b.active, false) as active
       from subscription_period p left join subscription b on b.user_id = p.user_id and b.recipient_id = p.recipient_id
       where p.recipient_id = $1`,
      [id],
    )
    for (const row of rows) {
      const member = members.get(row.user_id) ?? { received: [], events: [], isSubscribed: row.active }
      member.received.push([row.rf, row.rt])
      member.events.push([row.ef, row.et])
      members.set(row.user_id, member)
    }
    return {
      isDirect: false,
      isPrivate: stream.invite_only,
      hasPublicHistory: stream.history_public_to_subscribers,
      members,
    }
  }
}
