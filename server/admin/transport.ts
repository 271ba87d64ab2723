import type { AdminReply } from '../contract/admin/reply.ts'
import type { ControlPlane } from '../control/control-plane.ts'
import { type Dispatch, failure } from './dispatch.ts'

/** Admin operations for a browser, free of any web framework. */
export interface AdminTransport {
  /** `__Host-` cookies need Secure, Path=/ and no Domain; the suffix keeps appliances on one machine apart. */
  readonly cookieName: string
  /** Uses a one-time link up; answers the session cookie's value, undefined when the link is used, old or unknown. */
  exchangeToken(linkToken: string): string | undefined
  /** Runs an operation for the session of that cookie value. */
  dispatch(session: string | undefined, operation: string, input: unknown): Promise<AdminReply>
}

export function createAdminTransport(control: ControlPlane, dispatch: Dispatch): AdminTransport {
  return {
    cookieName: `__Host-hearth-admin-${control.cookieSuffix}`,
    exchangeToken: (token) => control.access.exchange(token),
    async dispatch(cookie, operation, input) {
      const session = cookie ? control.access.findSession(cookie) : undefined
      if (!session) {
        return failure('UNAUTHORIZED', 'Open a new link to the administration: hearth admin-link prints one.')
      }
      return dispatch({ kind: 'operator', sessionId: session.shortId }, operation, input)
    },
  }
}
