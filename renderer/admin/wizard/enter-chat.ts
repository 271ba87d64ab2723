import { openChat, shell } from '../api/shell.ts'

/** What the owner signs in with. */
export interface Credentials {
  readonly email: string
  readonly password: string
}

/**
 * Opens the chat, signed in as the owner when this page still knows the password: nobody should type twice what they
 * chose a minute ago. If that does not work, the chat asks for it.
 */
export async function enterChat(owner: Credentials | undefined): Promise<void> {
  // The desktop app's chat window has a profile of its own, into which this page cannot sign anybody.
  if (owner && !shell) {
    const form = new URLSearchParams({ username: owner.email, password: owner.password })
    await fetch('/json/login', { method: 'POST', credentials: 'same-origin', body: form }).catch(() => undefined)
  }
  openChat()
}
