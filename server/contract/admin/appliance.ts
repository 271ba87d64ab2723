import { z } from 'zod'
import { operation } from './operation.ts'
import { qrCode } from './qr-code.ts'
import { serviceReport } from './services.ts'

const applianceStatus = z.object({
  version: z.string(),
  pid: z.number(),
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  /** False until the first-run wizard is done: chat refuses everything till then. */
  isSetUp: z.boolean(),
  /** The address that most devices of the office can use. */
  url: z.string(),
  /** Every address under which the host answers and that its certificate covers, as full URLs; `url` is the first. */
  urls: z.array(z.string()),
  /** The name that this host announces in the local network, ending in `.local`; empty when it announces none. */
  localName: z.string(),
  /** Where devices learn to trust this host, over plain HTTP by IP address; empty while that is switched off. */
  trustUrl: z.string(),
  /** Of `trustUrl`, or of `url` without one. */
  qr: qrCode,
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
