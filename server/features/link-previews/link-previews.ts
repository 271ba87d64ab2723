import type { ReadDb } from '../../db/database.ts'
import type { EventLog } from '../../delivery/event-log.ts'
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
  readonly #stopping = new AbortController()
  #timers: NodeJS.Timeout[] = []
  #delay: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #isStarted = false

  constructor(options: LinkPreviewsOptions) {
    this.#options = options
    options.events.follow({
      publish: (entries) => {
        if (entries.some(({ event: { type } }) => type === 'message' || type === 'update_message')) this.#wake()
      },
    })
  }

  /** Also takes up what an earlier run left. */
  start(): void {
    this.#isStarted = true
    // What failed, or another node left behind, is found without an event.
    const look = setInterval(() => this.#wake(), LOOK_MS)
    const drop = setInterval(() => void this.#attempt(dropOldPreviews(this.#options.db)), DROP_MS)
    this.#timers = [look.unref(), drop.unref()]
    this.#wake()
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    clearTimeout(this.#delay)
    this.#stopping.abort()
    await this.#running
  }

  #wake(): void {
    if (!this.#isStarted || this.#stopping.signal.aborted || this.#delay) return
    this.#delay = setTimeout(() => {
      this.#delay = undefined
      // One at a time: what is sent meanwhile wakes it again.
      this.#running = (this.#running ?? Promise.resolve()).then(() => this.#attempt(this.#work()))
    }, DELAY_MS)
    this.#delay.unref()
  }

  async #attempt(work: Promise<void>): Promise<void> {
    try {
      await work
    } catch (error) {
      this.#options.log.warn({ err: error }, 'Previews of links could not be made; it will be tried again')
    }
  }

  async #work(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
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
    if (this.#stopping.signal.aborted) return
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
      await storePreview(db, url, await fetchPreview(url, guard, this.#stopping.signal), KEPT_SECONDS)
    } catch (error) {
      if (!(error instanceof OutgoingError)) throw error
      // A page that is no page stays so; what did not answer may later.
      const isFinal = error.reason === 'wrong type' || error.reason === 'blocked'
      if (!this.#stopping.signal.aborted) await storePreview(db, url, undefined, isFinal ? KEPT_SECONDS : HOUR)
    }
  }
}
