import { z } from 'zod'
import { operation } from './operation.ts'

const organizationState = z.object({
  name: z.string(),
  /** Milliseconds since 1970; null: it is open. */
  deactivatedAt: z.number().nullable(),
  /** As whoever closed it gave it; empty while it is open. */
  reason: z.string(),
})
export type OrganizationState = z.output<typeof organizationState>

/** What its owners cannot do any more once they have closed it. */
export const organizationOperations = {
  'organization.state': operation({
    kind: 'query',
    permission: 'operator',
    input: z.strictObject({}),
    output: organizationState,
  }),
  /** Opens a closed organization again, with everything in it as it was. */
  'organization.reactivate': operation({
    kind: 'mutation',
    permission: 'operator',
    input: z.strictObject({}),
    output: organizationState,
  }),
} as const
