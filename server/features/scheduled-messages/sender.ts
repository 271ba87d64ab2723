import type { Core } from '../../delivery/core.ts'
import { BackgroundJob } from '../../lib/background-job.ts'
import type { Log } from '../../lib/log.ts'
import { doSendScheduled } from './actions/send.ts'
import { findDue, findNextDue } from './repository.ts'

const BATCH = 100

/** Sends scheduled messages when their time has come, and at the start what came due while the host was off. */
export function createScheduledSender(core: Core, log: Log): BackgroundJob {
  const failed = 'Scheduled messages could not be sent'
  // What another node was told is found by looking.
  return new BackgroundJob({ work: (signal) => sendDue(core, log, signal), delayMs: 50, lookMs: 5_000, log, failed })
}

/** @returns ms until the next one */
async function sendDue(core: Core, log: Log, signal: AbortSignal): Promise<number | undefined> {
  for (;;) {
    const due = await findDue(core.db, BATCH)
    for (const id of due) {
      if (signal.aborted) return undefined
      // One that fails unexpectedly does not hold up the others.
      await doSendScheduled(core, id).catch((error: unknown) =>
        log.warn({ err: error, scheduled: id }, 'A scheduled message could not be sent; it will be tried again'),
      )
    }
    if (due.length < BATCH) return findNextDue(core.db)
  }
}
