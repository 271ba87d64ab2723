import { VERSION } from '../lib/project-root.ts'
import { sentenceOf } from './explain.ts'
import { HELP } from './help.ts'
import { badUsage } from './options.ts'

type Command = (args: string[]) => Promise<number>

/** Each loads only what it needs. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  host: async () => (await import('./host.ts')).host,
  stop: async () => (await import('./stop.ts')).stop,
  'admin-link': async () => (await import('./admin-link.ts')).adminLink,
  admin: async () => (await import('./admin.ts')).admin,
}

/** Runs one `hearth` command and ends the process: 0, or 1 with one sentence on stderr. */
export async function main(args: readonly string[]): Promise<never> {
  const code = await run(args).catch((error: unknown) => {
    process.stderr.write(`${sentenceOf(error)}\n`)
    return 1
  })
  return process.exit(code)
}

async function run([name, ...rest]: readonly string[]): Promise<number> {
  if (name === '--version' || name === 'version') return say(VERSION)
  if (name === undefined || name === '--help' || name === '-h' || name === 'help' || rest.includes('--help')) {
    return say(HELP)
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!load) throw badUsage(`There is no command "${name}"`)
  return (await load())(rest)
}

function say(text: string): 0 {
  process.stdout.write(`${text}\n`)
  return 0
}
