/** The package has no types. */
declare module 'zulip-js' {
  type Answer = Record<string, unknown>
  type Call = (params?: unknown) => Promise<Answer>
  interface Client {
    config: { username: string; apiKey: string; realm: string; apiURL: string }
    callEndpoint(endpoint: string, method?: string, params?: object): Promise<Answer>
    accounts: Record<'retrieve', Call>
    streams: Record<'retrieve' | 'getStreamId' | 'deleteById', Call> & {
      subscriptions: Record<'retrieve', Call>
      topics: Record<'retrieve', Call>
    }
    messages: Record<
      'retrieve' | 'send' | 'render' | 'update' | 'getById' | 'getHistoryById' | 'deleteReactionById' | 'deleteById',
      Call
    > & { flags: Record<'add' | 'remove', Call> }
    queues: Record<'register' | 'deregister', Call>
    events: Record<'retrieve', Call>
    users: Record<'retrieve' | 'create', Call> & {
      me: { getProfile: Call; alertWords: Record<'retrieve', Call> } & {
        pointer: Record<'retrieve' | 'update', Call>
        subscriptions: Record<'add' | 'remove', Call>
      }
    }
    emojis: Record<'retrieve', Call>
    typing: Record<'send', Call>
    reactions: Record<'add' | 'remove', Call>
    server: Record<'settings', Call>
    filters: Record<'retrieve', Call>
    callOnEachEvent(listener: (event: never) => void, eventTypes?: string[]): unknown
  }
  export default function zulip(
    config:
      | { username: string; password: string; realm: string }
      | { username: string; apiKey: string; realm: string }
      | { zuliprc: string },
  ): Promise<Client>
  export type { Client as ZulipJs }
}
