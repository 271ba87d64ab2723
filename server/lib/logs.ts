import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { createStream } from 'rotating-file-stream'
import type { Log } from './log.ts'
import { redact, redactFields } from './redact.ts'

type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface Logs {
  readonly log: Log
  setLevel(level: LogLevel): void
  /** Waits until everything is in the file. */
  close(): Promise<void>
}

const FILE_SIZE = '10M'
const FILES_KEPT = 10
/** Characters of a field that the terminal shows. */
const LONGEST_FIELD = 300

interface Line {
  readonly level: number
  readonly time: number
  readonly msg?: string
  readonly err?: { readonly message?: string }
  readonly [field: string]: unknown
}

/** A slow disk takes a while for the last lines; a stream that could never be opened waits in vain. */
const CLOSE_TIME = 800

/** Writes JSON lines to `folder/hearth.log` (0600, rotated by size) and readable ones to `print`. */
export function openLogs(folder: string, print: (text: string) => void): Logs {
  const file = createStream('hearth.log', { path: folder, size: FILE_SIZE, rotate: FILES_KEPT, mode: 0o600 })
  let reported = false
  let broken = false
  const report = (error: Error) => {
    // A full disk must not end the host: the readable half goes on, and this is said once.
    if (!reported) print(`warning: the log files in ${folder} cannot be written: ${error.message}\n`)
    reported = true
  }
  file.on('warning', report)
  file.on('error', (error) => {
    broken = true
    report(error)
  })
  const sink = {
    write(line: string) {
      print(readable(line))
      if (!broken && !file.writableEnded) file.write(line)
    },
  }
  const logger = pino(
    {
      level: 'info',
      base: { pid: process.pid },
      formatters: { log: (fields) => redactFields(fields) },
      serializers: { err: (error: Error) => redact(pino.stdSerializers.err(error)) },
      hooks: { logMethod: redactMessage },
    },
    sink,
  )
  return {
    log: wrap(logger),
    setLevel(level) {
      logger.level = level
    },
    async close() {
      if (broken || file.writableEnded) return
      const closed = Promise.race([once(file, 'finish'), once(file, 'close')])
      file.end()
      await Promise.race([closed.catch(report), sleep(CLOSE_TIME, undefined, { ref: false })])
    },
  }
}

/** pino hands what a child is made with past the formatters. */
function wrap(logger: pino.Logger): Log {
  return Object.assign(Object.create(logger) as pino.Logger, {
    child: (fields: object) => wrap(logger.child(redactFields(fields))),
  })
}

function redactMessage(this: pino.Logger, args: Parameters<pino.LogFn>, method: pino.LogFn): void {
  method.apply(this, args.map((part) => (typeof part === 'string' ? redact(part) : part)) as Parameters<pino.LogFn>)
}

const BOOKKEEPING = new Set(['level', 'time', 'pid', 'msg', 'err'])

function readable(json: string): string {
  const line = JSON.parse(json) as Line
  const fields = Object.entries(line)
    .filter(([key]) => !BOOKKEEPING.has(key))
    .map(([key, value]) => ` ${key}=${oneLine(typeof value === 'string' ? value : JSON.stringify(value))}`)
  // Stacks and other long texts are in the file; on a terminal they would hide the sentence that helps.
  const error = line.err ? `: ${line.err.message ?? ''}` : ''
  const time = new Date(line.time).toISOString()
  return `${time} ${pino.levels.labels[line.level] ?? line.level}: ${line.msg ?? ''}${error}${fields.join('')}\n`
}

function oneLine(text: string): string {
  const line = text.split('\n', 1)[0] ?? ''
  return line.length === text.length && line.length <= LONGEST_FIELD ? line : `${line.slice(0, LONGEST_FIELD)}…`
}
