import { readServerSettings, readSession, signIn, signOut } from '../api/auth.ts'
import { Client, Refused } from '../api/client.ts'
import { type Invitation, type Joiner, join, readInvitation } from '../api/join.ts'
import { Chat } from './chat.ts'
import { Observable } from './observable.ts'

export type SessionState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'signed-out' }
  /** Came by an invitation. `isSomebody`: this browser is signed in already. */
  | { readonly kind: 'invited'; readonly invitation: Invitation; readonly isSomebody: boolean }
  | { readonly kind: 'signed-in'; readonly chat: Chat }

/** Who uses this page: from its start to signing in, and out again. */
export class Session extends Observable {
  state: SessionState = { kind: 'starting' }
  realmName = ''
  readonly #client = new Client()
  /** Between the tabs of one browser, which share the session's cookie. */
  readonly #tabs = new BroadcastChannel('hearth.session')

  constructor() {
    super()
    this.#tabs.onmessage = () => {
      this.#leave()
      void this.start()
    }
  }

  /** Finds out whether this browser has a session. */
  async start(): Promise<void> {
    this.#set({ kind: 'starting' })
    try {
      const isSomebody = await this.#hasSession()
      const token = invitationToken()
      if (token) this.#set({ kind: 'invited', invitation: await readInvitation(this.#client, token), isSomebody })
      else if (isSomebody) this.#enter()
      else await this.#showSignIn()
    } catch {
      this.#set({ kind: 'unreachable' })
    }
  }

  async #hasSession(): Promise<boolean> {
    try {
      await readSession(this.#client)
      return true
    } catch (error) {
      if (error instanceof Refused && error.status === 401) return false
      throw error
    }
  }

  /** Makes an account by the invitation, and enters. @throws {Refused | Unreachable} */
  async join(person: Joiner): Promise<void> {
    await join(this.#client, invitationToken() ?? '', person)
    this.#tabs.postMessage('changed')
    history.replaceState(null, '', '/')
    this.#enter()
  }

  /** Goes on without the invitation: into the chat, or to signing in. */
  passInvitation(): void {
    history.replaceState(null, '', '/')
    void this.start()
  }

  /** Somebody else sits at this browser now. @throws {Refused | Unreachable} */
  async makeRoom(): Promise<void> {
    await signOut(this.#client)
    this.#tabs.postMessage('changed')
    await this.start()
  }

  /** @throws {Refused | Unreachable} */
  async signIn(email: string, password: string): Promise<void> {
    await signIn(this.#client, { username: email, password })
    this.#tabs.postMessage('changed')
    this.#enter()
  }

  /** @throws {Refused | Unreachable} when the host could not be told: one is still signed in then */
  async signOut(): Promise<void> {
    const { state } = this
    if (state.kind !== 'signed-in') return
    await state.chat.marks.flush()
    await signOut(this.#client)
    this.#leave()
    this.#tabs.postMessage('changed')
    await this.#showSignIn()
  }

  #leave(): void {
    if (this.state.kind === 'signed-in') this.state.chat.stop()
  }

  #enter(): void {
    const chat = new Chat(this.#client, () => void this.#showSignIn())
    this.#set({ kind: 'signed-in', chat })
    void chat.run()
  }

  async #showSignIn(): Promise<void> {
    try {
      this.realmName = (await readServerSettings(this.#client)).realm_name
    } catch {
      // The name is an ornament here.
    }
    this.#set({ kind: 'signed-out' })
  }

  #set(state: SessionState): void {
    this.state = state
    this.changed()
  }
}

/** Of `/join/<token>`, the address that an invitation names. */
function invitationToken(): string | undefined {
  return /^\/join\/([\w-]+)\/?$/.exec(location.pathname)?.[1]
}
