import { setTimeout as delay } from 'node:timers/promises'
import { runOnHost } from '../admin/socket-client.ts'
import { type DataFolder, findDataFolder } from '../lib/data-folder.ts'
import { type HostFile, isAlive, isLocked, readHostFile } from '../lib/instance-lock.ts'
import { OperatorError } from '../lib/operator-error.ts'
import { readOptions } from './options.ts'

const LONGEST_WAIT = 15_000

/** `hearth stop`: asks the host to stop and waits for its end. Nothing to stop is success. */
export async function stop(args: string[]): Promise<number> {
  const folder = await findDataFolder(readOptions(args, {}).dataDir)
  const host = readHostFile(folder.run)
  if (!host || !isLocked(folder.run)) {
    process.stderr.write(`No Hearth runs on ${folder.root}.\n`)
    return 0
  }
  await ask(folder, host)
  const deadline = Date.now() + LONGEST_WAIT
  while (isAlive(host.pid)) {
    if (Date.now() > deadline)
      throw new OperatorError(`The Hearth on ${folder.root} (process ${host.pid}) has not ended yet.`)
    await delay(50)
  }
  process.stderr.write(`The Hearth on ${folder.root} has ended.\n`)
  return 0
}

/** Over the socket, which works everywhere; by a signal when the host is too busy or too young to answer. */
async function ask(folder: DataFolder, host: HostFile): Promise<void> {
  try {
    await runOnHost(folder, 'appliance.stop')
  } catch (error) {
    if (process.platform === 'win32' || !isAlive(host.pid)) throw error
    process.kill(host.pid, 'SIGTERM')
  }
}
