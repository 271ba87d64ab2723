import { Refused } from '../../api/client.ts'

export type Trouble =
  | { readonly kind: 'wrong' | 'other'; readonly text: string }
  /** `until`: milliseconds since 1970 */
  | { readonly kind: 'throttled'; readonly until: number }

/** Why signing in did not work, in words for whoever tried. */
export function explain(error: unknown): Trouble {
  if (!(error instanceof Refused)) {
    return {
      kind: 'other',
      text: 'Hearth cannot be reached. Check that this device is on the office network, then try again.',
    }
  }
  switch (error.code) {
    case 'AUTHENTICATION_FAILED':
      return { kind: 'wrong', text: 'This e-mail and password do not belong together. Check both and try again.' }
    case 'USER_DEACTIVATED':
      return { kind: 'wrong', text: 'This account is closed. Whoever runs Hearth for you can open it again.' }
    case 'REALM_DEACTIVATED':
      return { kind: 'other', text: 'Your organization is closed. Whoever runs Hearth for you can open it again.' }
    case 'RATE_LIMIT_HIT':
      return { kind: 'throttled', until: Date.now() + Math.max(1, error.retryAfter) * 1000 }
    default:
      return { kind: 'other', text: `Signing in did not work. Try again in a moment. Hearth says: “${error.message}”` }
  }
}
