import type { Core } from '../../delivery/core.ts'
import type { Log } from '../../lib/log.ts'
import type { DeliverOptions } from './deliver.ts'
import { Notices } from './notices.ts'
import { OutgoingWebhooks } from './worker.ts'

export type { OutgoingWebhooks } from './worker.ts'

export function createOutgoingWebhooks(core: Core, o: Omit<DeliverOptions, 'notices'>, log: Log): OutgoingWebhooks {
  return new OutgoingWebhooks(core, { ...o, notices: new Notices() }, log)
}
