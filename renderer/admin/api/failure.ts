import { Refused } from './client.ts'
import { Unreachable } from './transport.ts'

/** The session has ended: only a new one-time link helps. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof Refused && error.code === 'UNAUTHORIZED'
}

/** What went wrong, what is not lost, what to do. */
export function explain(error: unknown): string {
  if (error instanceof Unreachable) {
    return 'Hearth did not answer. What you typed is still here: check that the computer is on, then try again.'
  }
  if (error instanceof Refused) return error.message
  return 'Something on this page went wrong. Reload it; nothing on the host is lost.'
}

/** What is wrong with each field, by the field's path, as a sentence to put beside it. */
export function problemsByPath(error: unknown): Record<string, string> {
  if (!(error instanceof Refused)) return {}
  return Object.fromEntries(error.problems.map(({ path, message }) => [path, `This ${message}.`]))
}
