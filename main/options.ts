import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { badUsage, readPort } from '../server/shell.ts'

export interface ShellOptions {
  /** Absolute; undefined: the usual place of this account. */
  readonly data: string | undefined
  readonly port: number | undefined
  /** Path of the file that answers the first-run assistant. */
  readonly unattended: string | undefined
  /** Started with the session: nobody asked for a window. */
  readonly hidden: boolean
}

/** Not strict: Chromium has hundreds of switches of its own on the same command line. */
export function readShellOptions(args: readonly string[]): ShellOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      data: { type: 'string' },
      port: { type: 'string' },
      unattended: { type: 'string' },
      hidden: { type: 'boolean' },
    },
  })
  const data = textOf('data', values['data'])
  return {
    data: data === undefined ? undefined : resolve(data),
    port: readPort(textOf('port', values['port'])),
    unattended: textOf('unattended', values['unattended']),
    hidden: values['hidden'] === true,
  }
}

function textOf(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value === '') throw badUsage(`--${name} needs a value`)
  return value
}
