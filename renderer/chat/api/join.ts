import type { join as endpoint } from '../../../server/contract/chat/invites.ts'
import type { Session } from './auth.ts'
import type { Client, Given } from './client.ts'

/** What an invitation is for; `getJoin` in the contract says more. */
export type Invitation =
  | { readonly valid: true; readonly organization: string; readonly invited_by: string; readonly email: string | null }
  | { readonly valid: false; readonly reason: 'unknown' | 'expired' | 'revoked' | 'used' }

export function readInvitation(client: Client, token: string): Promise<Invitation> {
  return client.call('GET', `/join/${encodeURIComponent(token)}`)
}

export type Joiner = Omit<Given<typeof endpoint>, 'token'>

/** Makes an account by an invitation and starts its session. */
export async function join(client: Client, token: string, person: Joiner): Promise<Session> {
  const session = await client.call<Session>('POST', `/join/${encodeURIComponent(token)}`, person)
  client.csrfToken = session.csrf_token
  return session
}
