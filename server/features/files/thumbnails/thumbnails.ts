import type { ReadDb } from '../../../db/database.ts'
import type { EventLog } from '../../../delivery/event-log.ts'
import { BackgroundJob } from '../../../lib/background-job.ts'
import type { Log } from '../../../lib/log.ts'
import { BadPictureError, makePicture, PicturesBusyError, readPictureFacts } from '../../../lib/pictures.ts'
import type { FileStore } from '../store.ts'
import { ANIMATED, STILL } from './formats.ts'
import {
  dropPicture,
  endShownTask,
  findShowable,
  putBack,
  storeThumbnails,
  takeWaiting,
  type WaitingPicture,
} from './repository.ts'

export interface ThumbnailsOptions {
  readonly db: ReadDb
  readonly events: EventLog
  readonly log: Log
  readonly store: FileStore
  /** Shows a message anew. */
  readonly rerender: (message: number) => Promise<unknown>
}

/** With a still it can be shown all the same. */
function orNone(error: unknown): null {
  if (error instanceof BadPictureError) return null
  throw error
}

/** Leaves room for pictures that somebody waits for, their own for example. */
const AT_ONCE = 1
/** Longer than a picture can take; after a crash others take it up then. */
const TAKEN_SECONDS = 180
const MAX_ATTEMPTS = 3
const LOOK_MS = 30_000
const BUSY_SECONDS = 20
const BATCH = 100

/** Makes smaller forms of uploaded pictures, and shows the messages anew that waited for them. */
export class Thumbnails {
  readonly #options: ThumbnailsOptions
  readonly #job: BackgroundJob

  constructor(options: ThumbnailsOptions) {
    this.#options = options
    const work = async (signal: AbortSignal) => {
      await this.#makeWaiting(signal)
      await this.#showAnew(signal)
    }
    const failed = 'Thumbnails could not be made'
    this.#job = new BackgroundJob({ work, delayMs: 0, lookMs: LOOK_MS, log: options.log, failed })
    options.events.follow({
      publish: (entries) => {
        // Uploads, and messages that come to uploaded files, are told to the files' owners.
        if (entries.some(({ event }) => event.type === 'attachment')) this.#job.wake()
      },
    })
  }

  start(): void {
    this.#job.start()
  }

  stop(): Promise<void> {
    return this.#job.stop()
  }

  async #makeWaiting(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const waiting = await takeWaiting(this.#options.db, AT_ONCE, TAKEN_SECONDS)
      if (waiting.length === 0) return
      await Promise.all(waiting.map((picture) => this.#make(picture)))
      await this.#showAnew(signal)
    }
  }

  async #make({ id, key, attempts }: WaitingPicture): Promise<void> {
    const { db, store } = this.#options
    if (attempts > MAX_ATTEMPTS) return dropPicture(db, id)
    const path = store.pathOf(key)
    try {
      const facts = await readPictureFacts(path)
      const still = await makePicture(path, facts, STILL.shape)
      const animated = facts.frames > 1 ? await makePicture(path, facts, ANIMATED.shape).catch(orNone) : null
      await store.keepAllFor(animated ? [still, animated] : [still], async (keys) => {
        const [still_key = null, animated_key = null] = keys
        if (await storeThumbnails(db, id, facts, { still_key, animated_key })) return
        for (const key of keys) await store.remove(key)
      })
    } catch (error) {
      await this.#giveUp(id, error)
    }
  }

  async #giveUp(id: number, error: unknown): Promise<void> {
    const { db, log } = this.#options
    if (error instanceof PicturesBusyError) return putBack(db, id, BUSY_SECONDS)
    if (!(error instanceof BadPictureError)) throw error
    log.debug({ err: error, attachment: id }, 'An uploaded picture cannot be decoded')
    await dropPicture(db, id)
  }

  async #showAnew(signal: AbortSignal): Promise<void> {
    const { db, rerender, log } = this.#options
    for (;;) {
      const tasks = await findShowable(db, BATCH)
      for (const task of tasks) {
        if (signal.aborted) return
        // What fails for one message must not hold up the others for ever.
        await rerender(task.message_id).catch((error: unknown) =>
          log.warn({ err: error, message: task.message_id }, 'A message could not be shown with its pictures'),
        )
        await endShownTask(db, task)
      }
      if (tasks.length < BATCH) return
    }
  }
}
