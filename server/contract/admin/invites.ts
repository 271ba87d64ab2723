import { z } from 'zod'
import { operation } from './operation.ts'
import { qrCode } from './qr-code.ts'
import { role } from './role.ts'

export const inviteOperations = {
  /** A link to join by, in the name of the organization's first owner. It is shown this once. */
  'invites.create': operation({
    kind: 'mutation',
    permission: 'operator',
    input: z.strictObject({
      role: role.default('member'),
      reusable: z.boolean().default(true),
      /** null: never expires. */
      expiresInMinutes: z
        .int()
        .positive()
        .max(10_000_000)
        .nullable()
        .default(7 * 24 * 60),
    }),
    output: z.object({
      id: z.number(),
      /** Under the address that most devices of the office can use. */
      link: z.string(),
      /** The same under every address that the certificate covers. */
      links: z.array(z.string()),
      /**
       * The same by way of the page on which a new device learns to trust the host; empty while there is none. The token
       * is in the fragment, so it does not go over that plain connection.
       */
      trustLink: z.string(),
      /** Milliseconds since 1970, null: never. */
      expiresAt: z.number().nullable(),
      /** Of `trustLink`, or of `link` without one. */
      qr: qrCode,
    }),
  }),
} as const
