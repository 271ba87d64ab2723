import { exchangeToken } from './api/https-transport.ts'

/** `closed`: the link was used or is too old. `unreachable`: nobody answered, the link may still be good. */
export type DoorwayState = 'entering' | 'open' | 'closed' | 'unreachable'

/** Lets a browser in that came with a one-time link: `/admin/#<token>`. Without a token an earlier session may do. */
export class Doorway {
  #state: DoorwayState = 'entering'
  #token: string | undefined
  readonly #listeners = new Set<() => void>()

  get state(): DoorwayState {
    return this.#state
  }

  /** Looks for a token in the address, also when a new link is pasted over the open page. */
  open(): void {
    const token = takeToken()
    if (token) this.#token = token
    void this.enter()
  }

  /** Also for a second try after nobody answered. */
  async enter(): Promise<void> {
    const token = this.#token
    if (!token) return this.#set('open')
    this.#set('entering')
    const reply = await exchangeToken(token).catch(() => undefined)
    if (reply) this.#token = undefined
    if (!reply) this.#set('unreachable')
    else this.#set(reply.ok ? 'open' : 'closed')
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #set(state: DoorwayState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}

/** A token has no slash; pages do. It leaves the address at once, so that neither history nor a shared screen keeps it. */
function takeToken(): string | undefined {
  const fragment = location.hash.slice(1)
  if (fragment === '' || fragment.startsWith('/')) return undefined
  history.replaceState(null, '', location.pathname)
  return fragment
}
