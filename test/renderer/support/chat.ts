import { Client } from '../../../renderer/chat/api/client.ts'
import type { ChatEvent, Registration } from '../../../renderer/chat/api/events.ts'
import type { WireMessage } from '../../../renderer/chat/api/objects.ts'
import { Chat } from '../../../renderer/chat/model/chat.ts'
import { registration } from './wire.ts'

/** A chat that knows the first state; nothing asks the network unless the test does. */
export function loadedChat(more: Partial<Registration> = {}): Chat {
  const chat = new Chat(new Client(), () => undefined)
  const state = registration(more)
  const { organization, people, groups, preferences, streams, subscriptions, unread } = chat
  for (const store of [organization, people, groups, preferences, streams, subscriptions, unread]) store.load(state)
  chat.emoji.set(state.realm_emoji)
  chat.linkifiers.set(state.realm_linkifiers)
  return chat
}

export function handle(chat: Chat, ...events: readonly ChatEvent[]): void {
  for (const event of events) chat.handleEvent(event)
}

/** A page of a whole list. */
export function pageOf(messages: readonly WireMessage[], more: object = {}): object {
  return { messages, anchor: messages[0]?.id ?? 0, found_newest: true, found_oldest: true, ...more }
}
