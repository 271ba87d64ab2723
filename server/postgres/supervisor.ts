import { existsSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Connection } from '../db/database.ts'
import { bringUp, bringUpFirst } from './bring-up.ts'
import { asPostgresError, PostgresError } from './errors.ts'
import { releaseRuntimeFolder } from './folders.ts'
import type { Postmaster } from './postmaster.ts'
import { prepareCluster } from './prepare.ts'
import { signalQuietly } from './processes.ts'
import { hearthConnection, superuserConnection } from './provision.ts'
import type { Cluster, Postgres, PostgresOptions, PostgresState } from './types.ts'

/** Milliseconds before the n-th attempt in a row; the last one stays, so that freed disk space is noticed soon. */
const BACK_OFF = [0, 250, 500, 1_000, 2_000, 5_000]
/** So many failures in a row are no passing trouble. */
const FAILED_AFTER = 5
/** A run of so many milliseconds ends a row of failures. */
const STABLE_AFTER = 5_000
/** A start of so many milliseconds is a repair, of which the administrator should know. */
const REPAIR_AFTER = 3_000

const STARTING: PostgresState = { state: 'starting', reason: '', advice: '' }
const RUNNING: PostgresState = { state: 'running', reason: '', advice: '' }
const STOPPED: PostgresState = { state: 'stopped', reason: '', advice: '' }
const REPAIRING: PostgresState = {
  state: 'starting',
  reason: 'The database is repairing itself after it was not shut down cleanly.',
  advice: 'This takes less than a minute as a rule; leave Hearth running.',
}
const LOST: PostgresState = {
  state: 'degraded',
  reason: 'The database stopped unexpectedly.',
  advice: 'Hearth is starting it again; messages that were confirmed are safe.',
}

/** One start, from nothing to a stop: what is under way in it ends when `signal` aborts. */
interface Life {
  readonly abort: AbortController
  readonly started: Promise<Connection>
  /** Never rejects; resolves when the life is over. */
  readonly ended: Promise<void>
}

/** @param native where the programs are, if not where they were installed */
export function createSupervisor(o: PostgresOptions, native?: string): Postgres {
  let cluster: Cluster | undefined
  let postmaster: Postmaster | undefined
  let life: Life | undefined
  let stopping: Promise<void> = Promise.resolve()

  const known = (error: unknown, doing: string) => asPostgresError(error, doing, o.dataDir, o.logFile)

  // A host that leaves without stop(), by an uncaught error, takes the server with it.
  const onExit = () => {
    if (postmaster?.isAlive() && process.platform !== 'win32') signalQuietly(postmaster.pid, 'SIGINT')
  }

  async function firstStart(signal: AbortSignal): Promise<Connection> {
    await stopping.catch(() => {})
    o.onState(STARTING)
    const exists = existsSync(path.join(o.dataDir, 'PG_VERSION'))
    const slow = setTimeout(() => exists && o.onState(REPAIRING), REPAIR_AFTER)
    try {
      cluster = await prepareCluster(o, native)
      ;({ cluster, postmaster } = await bringUpFirst(cluster, o, signal))
      signal.throwIfAborted()
      process.once('exit', onExit)
      o.onState(RUNNING)
      o.log.info({ pid: postmaster.pid }, 'The database is running')
      return hearthConnection(cluster, o)
    } catch (error) {
      if (signal.aborted) throw new PostgresError('The database was stopped while it was starting.', '', error)
      const failure = known(error, 'starting')
      o.log.error({ err: failure, cause: String(failure.cause) }, 'The database did not start')
      o.onState({ state: 'failed', reason: failure.reason, advice: failure.advice })
      throw failure
    } finally {
      clearTimeout(slow)
    }
  }

  /** One attempt after the server was lost; reports why it failed. */
  async function restart(failures: number, of: Cluster, signal: AbortSignal): Promise<boolean> {
    await delay(BACK_OFF[Math.min(failures, BACK_OFF.length - 1)], undefined, { signal })
    try {
      postmaster = await bringUp(of, o, { mayCreate: false, signal })
      o.onState(RUNNING)
      o.log.info({ pid: postmaster.pid }, 'The database is running again')
      return true
    } catch (error) {
      signal.throwIfAborted()
      const { reason, advice } = known(error, 'starting again')
      o.log.error({ reason, failures }, 'The database did not start again')
      o.onState({ state: failures + 1 >= FAILED_AFTER ? 'failed' : 'degraded', reason, advice })
      return false
    }
  }

  /** Keeps the server running until the signal aborts. */
  async function supervise(signal: AbortSignal): Promise<void> {
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    let failures = 0
    while (cluster && postmaster && !signal.aborted) {
      const since = performance.now()
      await Promise.race([postmaster.exited, aborted])
      if (signal.aborted) return
      failures = performance.now() - since >= STABLE_AFTER ? 0 : failures
      o.log.error({ pid: postmaster.pid }, 'The database server ended unexpectedly')
      o.onState(LOST)
      while (!(await restart(failures, cluster, signal))) failures++
      failures++
    }
  }

  async function end(ending: Life | undefined): Promise<void> {
    await ending?.ended
    process.removeListener('exit', onExit)
    await postmaster?.stop()
    if (cluster) releaseRuntimeFolder(cluster.runtimeDir)
    postmaster = undefined
    o.onState(STOPPED)
  }

  function begin(): Life {
    const abort = new AbortController()
    const started = firstStart(abort.signal)
    const ended = started.then(() => supervise(abort.signal)).catch(() => {})
    return { abort, started, ended }
  }

  return {
    get pid() {
      return postmaster?.isAlive() ? postmaster.pid : undefined
    },
    start() {
      life ??= begin()
      const { started } = life
      started.catch(() => {
        if (life?.started === started) life = undefined
      })
      return started
    },
    stop() {
      const ending = life
      life = undefined
      ending?.abort.abort()
      stopping = stopping.catch(() => {}).then(() => end(ending))
      return stopping
    },
    superuser() {
      if (!cluster) throw new Error('The database has not been started yet')
      return superuserConnection(cluster, o)
    },
  }
}
