import type { Client } from '../api/client.ts'
import type { ChatEvent, Registration } from '../api/events.ts'
import { fetchPage, flag, send, submit } from '../api/messages.ts'
import { Connection } from './connection.ts'
import { type Conversation, isSame } from './conversation.ts'
import { CustomEmoji } from './custom-emoji.ts'
import { Drafts } from './drafts.ts'
import { Feeds } from './feeds.ts'
import { Groups } from './groups.ts'
import { Linkifiers } from './linkifiers.ts'
import { Markdown } from './markdown.ts'
import { isMentioned, isMove, type Message, Messages } from './messages.ts'
import { toTerms } from './narrow.ts'
import { Organization } from './organization.ts'
import { Outbox, type Outgoing } from './outbox.ts'
import { People } from './people.ts'
import { Poller } from './poller.ts'
import { Preferences } from './preferences.ts'
import { Presence } from './presence.ts'
import { ReadMarks } from './read-marks.ts'
import { Recents } from './recents.ts'
import { Renewal } from './renewal.ts'
import { Streams, Subscriptions } from './streams.ts'
import { Typing } from './typing.ts'
import { Unread } from './unread.ts'

/** As many of the newest messages tell what has been going on lately. */
const RECENT = 400

/** Everything that one signed-in person's client knows: one store a domain, all fed by the event queue. */
export class Chat {
  readonly client: Client
  readonly organization = new Organization()
  readonly people = new People()
  readonly groups = new Groups()
  readonly emoji = new CustomEmoji()
  readonly linkifiers = new Linkifiers()
  readonly preferences = new Preferences()
  readonly streams = new Streams()
  readonly subscriptions = new Subscriptions()
  readonly messages = new Messages()
  readonly unread = new Unread()
  readonly recents = new Recents()
  readonly drafts = new Drafts()
  readonly connection = new Connection()
  readonly renewal = new Renewal()
  readonly markdown = new Markdown(this)
  readonly presence: Presence
  readonly typing: Typing
  readonly outbox: Outbox
  readonly feeds: Feeds
  readonly marks: ReadMarks
  readonly #poller: Poller

  /** @param onSignedOut the session is over, by whoever's wish */
  constructor(client: Client, onSignedOut: () => void) {
    this.client = client
    this.presence = new Presence(client)
    this.typing = new Typing(client)
    this.outbox = new Outbox((one) => this.#deliver(one))
    this.marks = new ReadMarks(client, this.unread)
    this.feeds = new Feeds(this.messages, async (narrow, anchor, before, after) => {
      const page = await fetchPage(client, {
        anchor: String(anchor),
        num_before: before,
        num_after: after,
        narrow: toTerms(narrow),
      })
      return { page, messages: this.#store(page.messages) }
    })
    this.#poller = new Poller(client, this.connection, {
      onRegistered: (state) => this.#load(state),
      onEvent: (event) => this.handleEvent(event),
      onCaughtUp: () => this.#catchUp(),
      onSignedOut: () => {
        this.presence.stop()
        onSignedOut()
      },
    })
  }

  run(): Promise<void> {
    return this.#poller.run()
  }

  stop(): void {
    this.presence.stop()
    this.#poller.stop()
  }

  /** Whether something would be lost with the page, since the host does not have it. */
  get holdsWork(): boolean {
    const isOffline = this.connection.state.kind === 'offline'
    return isOffline || this.drafts.hasText || !this.outbox.isEmpty || !this.marks.isEmpty
  }

  send(conversation: Conversation, text: string): void {
    this.typing.rest()
    this.outbox.send(conversation, text, this.#poller.queueId)
  }

  /** Shown when the event says that the host has taken it. @throws {Refused | Unreachable} */
  async star(message: Message): Promise<void> {
    const op = message.isStarred ? 'remove' : 'add'
    await flag(this.client, { messages: [message.id], op, flag: 'starred' })
  }

  /** A vote, a task that is done. Shown when the event says that the host has taken it. @throws {Refused | Unreachable} */
  async tellWidget(message: Message, data: object): Promise<void> {
    await submit(this.client, { message_id: message.id, msg_type: 'widget', content: JSON.stringify(data) })
  }

  handleEvent(event: ChatEvent): void {
    switch (event.type) {
      case 'message':
        this.#receive(event)
        break
      case 'update_message':
        this.#update(event)
        break
      case 'delete_message':
        this.messages.remove(event.message_ids)
        this.unread.remove(event.message_ids)
        this.recents.rebuild(this.messages.all())
        this.feeds.sift()
        break
      case 'update_message_flags':
        this.messages.setFlag(event)
        this.unread.handleFlags(event)
        this.feeds.sift()
        if (event.flag === 'starred' && event.op === 'add') {
          this.feeds.resetOthers(({ narrow }) => narrow.kind !== 'starred')
        }
        break
      case 'submessage':
        this.messages.addSubmessage(event)
        break
      case 'subscription':
        this.subscriptions.handle(event)
        if (event.op === 'add') this.streams.add(event.subscriptions)
        break
      case 'stream':
        this.#changeStreams(event)
        break
      case 'realm':
        this.organization.update(event.property, event.value)
        break
      case 'realm_emoji':
        this.emoji.set(event.realm_emoji)
        break
      case 'realm_linkifiers':
        this.linkifiers.set(event.realm_linkifiers)
        break
      case 'user_group':
        this.groups.handle(event)
        break
      case 'user_settings':
        this.preferences.update(event.property, event.value)
        break
      case 'realm_user':
        this.#changePeople(event)
        break
      case 'presence':
        this.presence.handle(event.user_id, event.presence)
        break
      case 'typing':
        this.typing.handle(event, this.people.me)
        break
      case 'web_reload_client':
        this.renewal.want(event.immediate)
        break
      case 'heartbeat':
        break
      default:
        // A later host's event of a type that we did not ask for is none of ours.
        event satisfies never
    }
  }

  #load(state: Registration): void {
    this.organization.load(state)
    this.people.load(state)
    this.groups.load(state)
    this.emoji.set(state.realm_emoji)
    this.linkifiers.set(state.realm_linkifiers)
    this.preferences.load(state)
    this.streams.load(state)
    this.subscriptions.load(state)
    this.unread.load(state)
    // What was loaded belongs to the queue that is lost; drafts and what waits to be sent do not.
    this.messages.clear()
    this.feeds.resetOthers(() => false)
    this.outbox.dropSent(state.max_message_id)
    this.presence.start()
    void this.#loadRecents()
  }

  #catchUp(): void {
    void this.outbox.flush()
    void this.marks.flush()
  }

  async #loadRecents(): Promise<void> {
    try {
      const page = await fetchPage(this.client, { anchor: 'newest', num_before: RECENT, num_after: 0 })
      this.#store(page.messages)
    } catch {
      // The sidebar fills as one reads.
    }
    this.organization.setSettled()
  }

  #store(messages: Parameters<Messages['add']>[0]): Message[] {
    const stored = this.messages.add(messages, this.people.me)
    this.recents.add(stored)
    for (const [i, message] of stored.entries()) {
      if (messages[i]?.id === message.id && !messages[i].flags?.includes('read')) this.unread.add(message)
    }
    return stored
  }

  #receive({ message, flags }: Extract<ChatEvent, { type: 'message' }>): void {
    const [stored] = this.#store([{ ...message, flags }])
    if (!stored) return
    this.typing.stopped(stored.conversation, stored.senderId)
    if (stored.senderId === this.people.me) this.outbox.receiveOwn(stored)
    this.feeds.receive(stored)
  }

  #update(event: Extract<ChatEvent, { type: 'update_message' }>): void {
    this.messages.update(event)
    if (event.rendered_content !== undefined && event.flags) {
      this.unread.setMention(event.message_id, isMentioned(event.flags))
      this.feeds.resetOthers(({ narrow }) => narrow.kind !== 'mentions')
      this.feeds.sift()
    }
    if (!isMove(event)) return
    const { stream_id = 0, orig_subject = '', subject, new_stream_id, message_ids } = event
    this.unread.move(message_ids, { streamId: new_stream_id, topic: subject })
    this.recents.rebuild(this.messages.all())
    this.feeds.sift()
    const goal: Conversation = { kind: 'topic', streamId: new_stream_id ?? stream_id, topic: subject ?? orig_subject }
    this.feeds.resetOthers(({ narrow }) => {
      if (narrow.kind === 'topic') return !isSame(narrow, goal)
      return narrow.kind !== 'stream' || new_stream_id === undefined || narrow.streamId !== new_stream_id
    })
  }

  #changeStreams(event: Extract<ChatEvent, { type: 'stream' }>): void {
    if (event.op === 'create') this.streams.add(event.streams)
    else if (event.op === 'delete') this.streams.remove(event.streams)
    else this.streams.update(event.stream_id, event.property, event.value)
  }

  #changePeople(event: Extract<ChatEvent, { type: 'realm_user' }>): void {
    if (event.op === 'add') this.people.add(event.person)
    else if (event.op === 'update') this.people.update(event.person)
    else this.people.deactivate(event.person.user_id)
  }

  async #deliver({ conversation, text, queueId, localId }: Outgoing): Promise<number> {
    const { id } = await send(this.client, {
      ...(conversation.kind === 'topic'
        ? { type: 'channel', to: JSON.stringify(conversation.streamId), topic: conversation.topic }
        : { type: 'direct', to: JSON.stringify(conversation.userIds) }),
      content: text,
      queue_id: queueId,
      local_id: localId,
    })
    return id
  }
}
