import type { z } from 'zod'

/**
 * What an operation does. A query changes nothing; a mutation is written to the audit log;
 * progress starts something long and returns its id.
 */
type OperationKind = 'query' | 'mutation' | 'progress'

/**
 * Who may call an operation. `operator`: also a browser that came with a one-time link.
 * `host`: only somebody at the machine itself (the desktop window, the command line), so that a
 * stolen browser session cannot renew itself.
 */
type Permission = 'operator' | 'host'

/** One ability of the admin interface. GUI, command line and HTTPS are derived from it. */
export interface AdminOperation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: OperationKind
  readonly permission: Permission
  readonly input: I
  readonly output: O
}

export function operation<const I extends z.ZodType, const O extends z.ZodType>(
  entry: AdminOperation<I, O>,
): AdminOperation<I, O> {
  return entry
}
