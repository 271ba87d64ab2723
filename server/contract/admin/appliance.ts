import { z } from 'zod'
import { operation } from './operation.ts'
import { serviceReport } from './services.ts'

const applianceStatus = z.object({
  version: z.string(),
  pid: z.number(),
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  url: z.string(),
  /** Every address under which the host answers, as full URLs. */
  urls: z.array(z.string()),
  /** SHA-256 of the local CA's certificate, for people to compare before they trust it. */
  caFingerprint: z.string(),
  dataDir: z.string(),
  /** Resident and JavaScript heap memory of the host process, in bytes; Postgres has its own. */
  memory: z.object({ rss: z.number(), heapUsed: z.number() }),
  services: z.array(serviceReport),
  /** Past states of the services, oldest first. */
  history: z.array(serviceReport),
})

export type ApplianceStatus = z.output<typeof applianceStatus>

export const applianceOperations = {
  'appliance.status': operation({
    kind: 'query',
    permission: 'operator',
    input: z.strictObject({}),
    output: applianceStatus,
  }),
  /** Answers at once; the host then drains and ends. */
  'appliance.stop': operation({
    kind: 'mutation',
    permission: 'operator',
    input: z.strictObject({}),
    output: z.object({ pid: z.number() }),
  }),
} as const
