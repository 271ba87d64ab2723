import { z } from 'zod'
import { operation } from './operation.ts'

export const accessOperations = {
  /** A one-time link to the administration: single use, ten minutes, one URL for every address of the host. */
  'admin.createLink': operation({
    kind: 'mutation',
    permission: 'host',
    input: z.strictObject({}),
    output: z.object({ links: z.array(z.string()), expiresAt: z.number() }),
  }),
} as const
