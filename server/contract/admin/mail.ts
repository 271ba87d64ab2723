import { z } from 'zod'
import { operation } from './operation.ts'

export const mailOperations = {
  /** Sends a mail by the settings of this moment and answers when the mail server has taken it. */
  'mail.sendTest': operation({
    kind: 'mutation',
    permission: 'operator',
    input: z.strictObject({ to: z.email().max(254) }),
    output: z.object({ to: z.string() }),
  }),
} as const
