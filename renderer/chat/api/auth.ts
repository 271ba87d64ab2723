import type { login } from '../../../server/contract/chat/auth.ts'
import type { Client, Given } from './client.ts'

export interface Session {
  readonly user_id: number
  readonly csrf_token: string
}

/** Who is signed in here. @throws {Refused} 401: nobody */
export async function readSession(client: Client): Promise<Session> {
  const session = await client.call<Session>('GET', '/session')
  client.csrfToken = session.csrf_token
  return session
}

/** Starts a session: the browser gets its cookie, the client its token. */
export async function signIn(client: Client, params: Given<typeof login>): Promise<Session> {
  const session = await client.call<Session>('POST', '/login', params)
  client.csrfToken = session.csrf_token
  return session
}

export function signOut(client: Client): Promise<unknown> {
  return client.call('POST', '/logout')
}

export interface ServerSettings {
  readonly realm_name: string
}

/** https://zulip.com/api/get-server-settings */
export function readServerSettings(client: Client): Promise<ServerSettings> {
  return client.call('GET', '/server_settings')
}
