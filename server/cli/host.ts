import type { Appliance } from '../appliance.ts'
import { createAppliance } from '../appliance.ts'
import { nodeHost } from '../node-host.ts'
import { sentenceOf } from './explain.ts'
import { readOptions, readPort } from './options.ts'
import { readUnattended } from './unattended-file.ts'

/** Everything has its own deadline; this one is for what none of them foresaw. */
const LONGEST_STOP = 9800

/** `hearth host`: runs until a signal, an admin operation or the end of its parent, then exits 0. */
export async function host(args: string[]): Promise<number> {
  const { values, dataDir } = readOptions(args, {
    port: { type: 'string' },
    unattended: { type: 'string' },
    headless: { type: 'boolean' },
  })
  const port = readPort(values.port)
  const file = values.unattended
  const surroundings = nodeHost(dataDir)
  return new Promise((exit) => {
    let stopping = false
    const stop = (reason: string, code = 0) => {
      if (stopping) return
      stopping = true
      appliance.log.info({}, `Stopping: ${reason}`)
      setTimeout(() => process.exit(1), LONGEST_STOP).unref()
      void appliance.stop().then(() => exit(code))
    }
    const appliance = createAppliance(surroundings, {
      ...(port !== undefined && { port }),
      ...(file !== undefined && { unattended: () => readUnattended(file) }),
      onStopRequested: () => stop('asked for by an administrator'),
    })
    stopOnSignals(stop)
    stopOnAccidents(appliance, stop)
    stopWithParent(stop)
    appliance.start().then(
      (ready) => {
        const line = { ready: true, pid: process.pid, ...ready, version: surroundings.version }
        process.stdout.write(`${JSON.stringify(line)}\n`)
      },
      (error: unknown) => {
        if (stopping) return
        surroundings.print(`${sentenceOf(error)}\n`)
        exit(1)
      },
    )
  })
}

type Stop = (reason: string, code?: number) => void

/** A second signal changes nothing: the first one's drain has a deadline already, and must not be cut short. */
function stopOnSignals(stop: Stop): void {
  const signals = process.platform === 'win32' ? ['SIGINT', 'SIGBREAK', 'SIGHUP'] : ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, () => stop(`received ${signal}`))
}

function stopOnAccidents(appliance: Appliance, stop: Stop): void {
  const onAccident = (error: unknown) => {
    appliance.log.error({ err: error instanceof Error ? error : new Error(String(error)) }, 'An unexpected error')
    stop('an unexpected error', 1)
  }
  process.on('uncaughtException', onAccident)
  process.on('unhandledRejection', onAccident)
}

/** The launcher holds the other end of an IPC channel, so that its death, even by kill -9, never leaves an orphan. */
function stopWithParent(stop: Stop): void {
  if (process.env['HEARTH_PARENT'] !== 'ipc') return
  process.on('disconnect', () => stop('the process that started Hearth has ended'))
  if (!process.connected) stop('the process that started Hearth has ended')
}
