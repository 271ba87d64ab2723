/** Somebody who looks at accounts. */
export interface Viewer {
  readonly id: number
  readonly role: number
}

interface Shown {
  readonly id: number
  readonly is_bot: boolean
  /** Zulip's `email_address_visibility`: 1 everybody, 2 members, 3 administrators, 4 nobody, 5 moderators. */
  readonly address_visibility: number
}

/** The lowest role that sees an address, by its visibility. */
const SEEN_BY: Readonly<Record<number, number>> = { 1: 600, 2: 400, 3: 200, 4: 0, 5: 300 }

/** https://zulip.com/help/configure-email-visibility; one's own address is always seen, and bots hide none. */
export function maySeeAddress(viewer: Viewer, user: Shown): boolean {
  return user.id === viewer.id || user.is_bot || viewer.role <= (SEEN_BY[user.address_visibility] ?? 0)
}

/**
 * What an account is called by whose address is not everybody's to see. Of a domain that never exists, as this host's
 * own names change: https://www.rfc-editor.org/rfc/rfc2606#section-2
 */
export function dummyAddress(id: number): string {
  return `user${id}@hearth.invalid`
}
