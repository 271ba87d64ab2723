import { z } from 'zod'
import { operation } from './operation.ts'

const auditEntry = z.object({
  id: z.number(),
  /** Milliseconds since 1970. */
  at: z.number(),
  /** Who: the machine's own operator, or a browser session by its short id. */
  actor: z.string(),
  operation: z.string(),
  input: z.unknown(),
  /** `ok`, or the code of the error. */
  outcome: z.string(),
})

export type AuditEntry = z.output<typeof auditEntry>

export const auditOperations = {
  /** Newest first; `before` is the id of the oldest entry already seen. */
  'audit.list': operation({
    kind: 'query',
    permission: 'operator',
    input: z.strictObject({ before: z.int().positive().optional(), limit: z.int().min(1).max(500).default(100) }),
    output: z.object({ entries: z.array(auditEntry) }),
  }),
} as const
