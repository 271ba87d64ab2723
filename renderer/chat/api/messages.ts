import type { addSubmessage } from '../../../server/contract/chat/message-tools.ts'
import type { getMessages, sendMessage, updateFlags } from '../../../server/contract/chat/messages.ts'
import type { Client, Given } from './client.ts'
import type { WireMessage } from './objects.ts'

export interface Page {
  readonly messages: readonly WireMessage[]
  readonly anchor: number
  readonly found_newest: boolean
  readonly found_oldest: boolean
}

/** https://zulip.com/api/get-messages */
export function fetchPage(client: Client, params: Given<typeof getMessages>): Promise<Page> {
  return client.call('GET', '/messages', params)
}

/** https://zulip.com/api/send-message */
export function send(client: Client, params: Given<typeof sendMessage>): Promise<{ id: number }> {
  return client.call('POST', '/messages', params)
}

/** What a poll or a to-do list is told. */
export function submit(client: Client, params: Given<typeof addSubmessage>): Promise<unknown> {
  return client.call('POST', '/submessage', params)
}

/** https://zulip.com/api/update-message-flags */
export function flag(client: Client, params: Given<typeof updateFlags>): Promise<unknown> {
  return client.call('POST', '/messages/flags', params)
}
