import { readFileSync } from 'node:fs'
import { type Appliance, createAppliance, type Ready } from '../server/appliance.ts'
import type { AdminReply } from '../server/contract/admin/reply.ts'
import type { ShellState } from '../server/contract/shell.ts'
import type { Host } from '../server/host.ts'
import { failure, readUnattended, sentenceOf } from '../server/shell.ts'
import type { ShellOptions } from './options.ts'

/** The address that this computer itself uses, and the one authority that may vouch for it, PEM. */
export interface Served {
  readonly url: string
  readonly authority: string
}

/** The host in this process: one appliance after the other, as the person starts and stops it. */
export interface Hosting {
  readonly state: ShellState
  /** What the newest running host served; kept while it is stopped. */
  readonly served: Served | undefined
  /** Never rejects: what goes wrong is the state. Does nothing while a host is up. */
  start(): Promise<void>
  stop(): Promise<void>
  admin(operation: string, input: unknown): Promise<AdminReply>
  onChange(listener: (state: ShellState) => void): void
  log(reason: string, error?: Error): void
}

export function createHosting(host: Host, { port, unattended }: ShellOptions, onStopRequested: () => void): Hosting {
  let appliance: Appliance | undefined
  let state: ShellState = { phase: 'stopped' }
  let served: Served | undefined
  let stopping: Promise<void> | undefined
  const listeners: ((state: ShellState) => void)[] = []

  function become(next: ShellState): void {
    state = next
    for (const listener of listeners) listener(next)
  }

  async function run(mine: Appliance): Promise<void> {
    try {
      const ready = await mine.start()
      served = { url: ready.url, authority: readFileSync(ready.ca, 'utf8') }
      if (state.phase !== 'starting') return
      announce(ready, host.version)
      become({ phase: 'running' })
    } catch (error) {
      // A stop in the middle of a start is no failure.
      if (state.phase !== 'starting') return
      host.print(`${sentenceOf(error)}\n`)
      become({ phase: 'failed', sentence: sentenceOf(error) })
    }
  }

  async function end(): Promise<void> {
    become({ phase: 'stopping' })
    await appliance?.stop()
    become({ phase: 'stopped' })
  }

  return {
    get state() {
      return state
    },
    get served() {
      return served
    },
    async start() {
      if (state.phase !== 'stopped' && state.phase !== 'failed') return
      appliance = createAppliance(host, {
        ...(port !== undefined && { port }),
        ...(unattended !== undefined && { unattended: () => readUnattended(unattended) }),
        onStopRequested,
      })
      become({ phase: 'starting' })
      await run(appliance)
    },
    async stop() {
      if (state.phase === 'stopped' || state.phase === 'failed') return
      stopping ??= end().finally(() => (stopping = undefined))
      await stopping
    },
    async admin(operation, input) {
      if (!appliance || state.phase === 'stopped' || state.phase === 'failed') {
        return failure('SERVICE_UNAVAILABLE', 'Hearth is stopped; start it first.')
      }
      return appliance.admin(operation, input).catch((error: unknown) => {
        return failure('SERVICE_UNAVAILABLE', sentenceOf(error))
      })
    },
    onChange: (listener) => void listeners.push(listener),
    log(reason, error) {
      if (error === undefined) appliance?.log.info({}, reason)
      else appliance?.log.error({ err: error }, reason)
    },
  }
}

/** The line that `hearth host` prints as well, for whoever started us from a terminal or a script. */
function announce(ready: Ready, version: string): void {
  process.stdout.write(`${JSON.stringify({ ready: true, pid: process.pid, ...ready, version })}\n`)
}
