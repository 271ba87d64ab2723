import type { ErrorCode } from '../errors.ts'

/** One thing wrong with an input: where (`people[2].email`, empty for the whole) and what. */
export interface Problem {
  readonly path: string
  readonly message: string
}

/** The answer to every admin operation, the same over each transport. */
export type AdminReply =
  | { readonly ok: true; readonly output: unknown }
  | {
      readonly ok: false
      readonly error: { readonly code: ErrorCode; readonly message: string; readonly problems?: readonly Problem[] }
    }
