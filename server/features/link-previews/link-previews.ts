import type { ReadDb } from '../../db/database.ts'
import type { EventLog } from '../../delivery/event-log.ts'
import { BackgroundJob } from '../../lib/background-job.ts'
import type { Log } from '../../lib/log.ts'
import { type Guard, OutgoingError } from '../../lib/outgoing/index.ts'
import { readRealmSettings } from '../realm-settings/index.ts'
import { fetchPreview } from './fetch-preview.ts'
import { findLinks } from './links.ts'
import { dropOldPreviews, endTask, findStale, storePreview, type Task, takeTasks } from './repository.ts'

export interface LinkPreviewsOptions {
  readonly db: ReadDb
  readonly events: EventLog
  readonly log: Log
  /** Shows a message anew. */
  readonly rerender: (message: number) => Promise<unknown>
  /** For tests: what of the local network may be asked. */
  readonly guard?: Guard
}

/** Messages whose links are fetched at the same time. */
const AT_ONCE = 4
/** Longer than all links of a message can take; after a crash others take it up then. */
const TAKEN_SECONDS = 120
const LOOK_MS = 30_000
/** What is sent within this time is looked at together. */
const DELAY_MS = 200
const DROP_MS = 24 * 3_600_000
const HOUR = 3_600
const KEPT_SECONDS = 7 * 24 * HOUR

/** Fetches what pages say of themselves when a message links to them, and then shows the message anew. */
export class LinkPreviews {
  readonly #options: LinkPreviewsOptions
  readonly #job: BackgroundJob
  readonly #dropping: BackgroundJob

  constructor(options: LinkPreviewsOptions) {
    this.#options = options
    const { db, events, log } = options
    const work = (signal: AbortSignal) => this.#work(signal)
    const failed = 'Previews of links could not be made'
    this.#job = new BackgroundJob({ work, delayMs: DELAY_MS, lookMs: LOOK_MS, log, failed })
    const drop = { work: () => dropOldPreviews(db), delayMs: DROP_MS, lookMs: DROP_MS, log }
    this.#dropping = new BackgroundJob({ ...drop, failed: 'Old previews of links could not be deleted' })
    events.follow({
      publish: (entries) => {
        if (entries.some(({ event: { type } }) => type === 'message' || type === 'update_message')) this.#job.wake()
      },
    })
  }

  start(): void {
    this.#job.start()
    this.#dropping.start()
  }

  async stop(): Promise<void> {
    await Promise.all([this.#job.stop(), this.#dropping.stop()])
  }

  async #work(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const tasks = await takeTasks(this.#options.db, AT_ONCE, TAKEN_SECONDS)
      if (tasks.length === 0) return
      await Promise.all(tasks.map((task) => this.#do(task)))
    }
  }

  async #do(task: Task): Promise<void> {
    const { db, rerender, log } = this.#options
    const { inline_url_embed_preview: isWanted } = await readRealmSettings(db)
    const links = isWanted ? findLinks(task.content ?? '') : []
    const stale = await findStale(db, links)
    await Promise.all(stale.map((url) => this.#fetch(url)))
    // Stopped in the middle of it: the next run does it again.
    if (this.#job.signal.aborted) return
    // Also what another message had fetched, after this one was rendered.
    if (links.length > 0) {
      // What fails for one message must not hold up the others for ever.
      await rerender(task.message_id).catch((error: unknown) =>
        log.warn({ err: error, message: task.message_id }, 'A message could not be shown with its previews'),
      )
    }
    await endTask(db, task)
  }

  async #fetch(url: string): Promise<void> {
    const { db, guard = {} } = this.#options
    try {
      await storePreview(db, url, await fetchPreview(url, guard, this.#job.signal), KEPT_SECONDS)
    } catch (error) {
      if (!(error instanceof OutgoingError)) throw error
      // A page that is no page stays so; what did not answer may later.
      const isFinal = error.reason === 'wrong type' || error.reason === 'blocked'
      if (!this.#job.signal.aborted) await storePreview(db, url, undefined, isFinal ? KEPT_SECONDS : HOUR)
    }
  }
}
