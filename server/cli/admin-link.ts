import { runOnHost } from '../admin/socket-client.ts'
import { findDataFolder } from '../lib/data-folder.ts'
import { readOptions } from './options.ts'

/** `hearth admin-link`: one line for each address; the first use of any of them uses up all. */
export async function adminLink(args: string[]): Promise<number> {
  const folder = await findDataFolder(readOptions(args, {}).dataDir)
  const { links } = await runOnHost(folder, 'admin.createLink')
  process.stdout.write(`${links.join('\n')}\n`)
  return 0
}
