import type { ReadDb } from '../../../db/database.ts'
import type { EventLog } from '../../../delivery/event-log.ts'
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
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #isWoken = false
  #isStopping = false

  constructor(options: ThumbnailsOptions) {
    this.#options = options
    options.events.follow({
      publish: (entries) => {
        // Uploads, and messages that come to uploaded files, are told to the files' owners.
        if (entries.some(({ event }) => event.type === 'attachment')) this.#wake()
      },
    })
  }

  /** Also takes up what an earlier run left. */
  start(): void {
    this.#timer = setInterval(() => this.#wake(), LOOK_MS).unref()
    this.#wake()
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    clearInterval(this.#timer)
    await this.#running
  }

  #wake(): void {
    this.#isWoken = true
    if (!this.#timer || this.#isStopping) return
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  async #run(): Promise<void> {
    while (this.#isWoken && !this.#isStopping) {
      this.#isWoken = false
      try {
        await this.#makeWaiting()
        await this.#showAnew()
      } catch (error) {
        this.#options.log.warn({ err: error }, 'Thumbnails could not be made; it will be tried again')
      }
    }
  }

  async #makeWaiting(): Promise<void> {
    while (!this.#isStopping) {
      const waiting = await takeWaiting(this.#options.db, AT_ONCE, TAKEN_SECONDS)
      if (waiting.length === 0) return
      await Promise.all(waiting.map((picture) => this.#make(picture)))
      await this.#showAnew()
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

  async #showAnew(): Promise<void> {
    const { db, rerender, log } = this.#options
    for (;;) {
      const tasks = await findShowable(db, BATCH)
      for (const task of tasks) {
        if (this.#isStopping) return
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
