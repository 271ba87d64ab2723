import { z } from 'zod'

export const serviceName = z.enum(['storage', 'secrets', 'postgres', 'tls', 'chat', 'trust_page', 'discovery'])

const serviceStateName = z.enum(['stopped', 'starting', 'running', 'degraded', 'failed'])

/** How one part of the host is doing, in words for whoever runs it. */
const serviceState = z.object({
  state: serviceStateName,
  /** Why; empty while stopped, starting or running as it should. */
  reason: z.string(),
  /** What to do about it; empty when there is nothing to do. */
  advice: z.string(),
})

export const serviceReport = serviceState.extend({
  name: serviceName,
  /** Milliseconds since 1970. */
  since: z.number(),
})

export type ServiceName = z.output<typeof serviceName>
export type ServiceState = z.output<typeof serviceState>
export type ServiceReport = z.output<typeof serviceReport>
