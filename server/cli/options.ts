import { type ParseArgsConfig, parseArgs } from 'node:util'
import { defaultDataRoot } from '../lib/data-folder.ts'
import { OperatorError } from '../lib/operator-error.ts'

const MAX_PORT = 65_535

export function badUsage(what: string): OperatorError {
  return new OperatorError(`${what}; hearth --help shows what is possible.`)
}

/** `util.parseArgs`, strict, with `--data` in every command and errors in plain words. */
export function readOptions<O extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: O,
  allowPositionals = false,
) {
  try {
    const all = { ...options, data: { type: 'string' } } as const
    const { values, positionals } = parseArgs({ args, options: all, allowPositionals, strict: true })
    const { data } = values as { data?: string }
    if (data === '') throw badUsage('--data needs the path of a folder')
    return { values, positionals, dataDir: data ?? defaultDataRoot() }
  } catch (error) {
    if (error instanceof OperatorError) throw error
    // Node's messages are good, but followed by advice for programmers.
    throw badUsage((error as Error).message.split(/\.(?:\s|$)|\n/)[0] ?? 'The options are not valid')
  }
}

export function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > MAX_PORT) {
    throw badUsage(`--port must be a number from 0 to ${MAX_PORT}, not "${text}"`)
  }
  return port
}
