/** The part of zulip-js that tests use; the package has no types. */
declare module 'zulip-js' {
  type Answer = Record<string, unknown>
  interface Client {
    users: { me: { getProfile(): Promise<Answer>; subscriptions: { add(params: object): Promise<Answer> } } }
    streams: { retrieve(): Promise<Answer> }
    messages: { send(params: object): Promise<Answer>; retrieve(params: object): Promise<Answer> }
    callOnEachEvent(listener: (event: never) => void, eventTypes: string[]): unknown
  }
  export default function zulip(config: { username: string; password: string; realm: string }): Promise<Client>
}
