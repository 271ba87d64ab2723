import type { subscribe, unsubscribe } from '../../../server/contract/chat/subscriptions.ts'
import type { Client, Given } from './client.ts'

/** Joins streams, and makes those that are missing: https://zulip.com/api/subscribe */
export function join(client: Client, params: Given<typeof subscribe>): Promise<unknown> {
  return client.call('POST', '/users/me/subscriptions', params)
}

/** https://zulip.com/api/unsubscribe */
export function leave(client: Client, params: Given<typeof unsubscribe>): Promise<unknown> {
  return client.call('DELETE', '/users/me/subscriptions', params)
}
