import type { Core } from '../../delivery/core.ts'
import { BackgroundJob } from '../../lib/background-job.ts'
import type { Log } from '../../lib/log.ts'
import { doExpireMessages } from './actions/expire.ts'

const HOUR_MS = 3_600_000

/** Deletes messages that are older than their stream or the organization keeps them: at the start, and every hour. */
export function createRetention(core: Core, log: Log): BackgroundJob {
  return new BackgroundJob({
    async work(signal) {
      while (!signal.aborted && (await doExpireMessages(core))) {
        // The next slice follows at once.
      }
    },
    delayMs: HOUR_MS,
    lookMs: HOUR_MS,
    log,
    failed: 'Old messages could not be deleted',
  })
}
