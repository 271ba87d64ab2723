import type { updatePresence } from '../../../server/contract/chat/presence.ts'
import type { setTyping } from '../../../server/contract/chat/typing.ts'
import type { Client, Given } from './client.ts'

interface PresenceAnswer {
  readonly presence_last_update_id?: number
  /** By user id; seconds since 1970. */
  readonly presences?: Readonly<
    Record<string, { readonly active_timestamp?: number; readonly idle_timestamp?: number }>
  >
}

/** Says who is here, and asks who else is: https://zulip.com/api/update-presence */
export function tellPresence(client: Client, params: Given<typeof updatePresence>): Promise<PresenceAnswer> {
  return client.call('POST', '/users/me/presence', params)
}

/** https://zulip.com/api/set-typing-status */
export function tellTyping(client: Client, params: Given<typeof setTyping>): Promise<unknown> {
  return client.call('POST', '/typing', params)
}
