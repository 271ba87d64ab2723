import { text } from 'node:stream/consumers'
import { askHost } from '../admin/socket-client.ts'
import { findDataFolder } from '../lib/data-folder.ts'
import { OperatorError } from '../lib/operator-error.ts'
import { badUsage, readOptions } from './options.ts'

/** `hearth admin <area.operation>`: prints the operation's output as JSON. */
export async function admin(args: string[]): Promise<number> {
  const { values, positionals, dataDir } = readOptions(args, { json: { type: 'string', default: '{}' } }, true)
  const [operation, ...more] = positionals
  if (operation === undefined || more.length > 0) throw badUsage('Name one operation, for example appliance.status')
  // Secrets do not belong on a command line, which every account of the machine can read.
  const input = parse(values.json === '-' ? await text(process.stdin) : values.json)
  const reply = await askHost(await findDataFolder(dataDir), operation, input)
  if (!reply.ok) throw new OperatorError(reply.error.message)
  process.stdout.write(`${JSON.stringify(reply.output, null, 2)}\n`)
  return 0
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown
  } catch {
    throw badUsage('--json does not hold valid JSON')
  }
}
