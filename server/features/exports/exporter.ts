import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Core } from '../../delivery/core.ts'
import { BackgroundJob } from '../../lib/background-job.ts'
import type { Log } from '../../lib/log.ts'
import type { Files } from '../files/index.ts'
import { doBeginExport, doFailExport, doFinishExport, doInterruptExport } from './actions.ts'
import { writeArchive } from './archive.ts'
import { type ExportRow, findPending } from './repository.ts'

/** Between two looks for what another node was asked for, or a host left behind that was killed. */
const LOOK_MS = 30_000

/** Makes the exports that were asked for, one after the other. */
export class Exporter {
  readonly #job: BackgroundJob
  readonly #core: Core
  readonly #files: Files
  readonly #log: Log

  constructor(core: Core, files: Files, log: Log) {
    this.#core = core
    this.#files = files
    this.#log = log
    const work = (signal: AbortSignal) => this.#makeAll(signal)
    this.#job = new BackgroundJob({ work, delayMs: 0, lookMs: LOOK_MS, log, failed: 'Exports could not be made' })
  }

  start(): void {
    this.#job.start()
  }

  /** Something was asked for. */
  wake(): void {
    this.#job.wake()
  }

  /** Breaks off the one that is being made: it is begun anew with the next start. */
  stop(): Promise<void> {
    return this.#job.stop()
  }

  async #makeAll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const next = await findPending(this.#core.db)
      if (!next) return
      if (await doBeginExport(this.#core, next.id)) await this.#make(next, signal)
    }
  }

  async #make(row: ExportRow, signal: AbortSignal): Promise<void> {
    const { store } = this.#files
    const path = join(store.incoming, `export-${row.id}`)
    try {
      await rm(path, { force: true })
      const options = { type: row.type, viewer: row.acting_user_id, store, path, signal }
      // One snapshot: nothing that happens meanwhile is half in it.
      await this.#core.db.withTransaction((tx) => writeArchive(tx, options), 'repeatable read')
      const { size } = await stat(path)
      await store.keepFor(path, (key) => doFinishExport(this.#core, row.id, key, size))
    } catch (error) {
      await rm(path, { force: true })
      if (signal.aborted) return doInterruptExport(this.#core, row.id)
      this.#log.error({ err: error, export: row.id }, 'An export failed')
      await doFailExport(this.#core, row.id)
    }
  }
}
