import { hasProgram } from '../../../resources/checks/programs.mjs'
import { type Effort, inTurn, openProduct, pick, withBench, withFloor } from '../bench.ts'
import type { Goal, Result, Skipped } from '../report.ts'

const CLIENTS = 200
const SPEAKERS = 16

const goal: Goal = {
  name: 'the same room with ejabberd and its archive',
  unit: 'deliveries/s',
  better: 'more',
  must: 2,
  aim: 4,
  because: 'each message of ours is on the disk before anybody gets it; ejabberd writes its archive later.',
}

/** The product against a chat server that people run, with the same room, the same text, TLS, and an archive. */
export async function benchEjabberd(effort: Effort): Promise<(Result | Skipped)[]> {
  const missing = ['erl', 'ejabberdctl'].filter((command) => !hasProgram(command))
  if (missing.length > 0 || process.getuid?.() !== 0) {
    return [{ name: goal.name, skipped: 'it takes root and the Debian package ejabberd' }]
  }
  const taken = await withBench(effort, true, (b) =>
    withFloor('ejabberd.ts', [], true, async (floor) => {
      const port = await floor.ask<number>('ready')
      await b.load.ask('openXmpp', { room: 'ejabberd', port, clients: CLIENTS })
      await openProduct(b, 'product', 'ws', CLIENTS, SPEAKERS)
      const flood = (room: string) => b.load.ask<{ rate: number }>('flood', { room, ms: effort.ms })
      return inTurn(
        effort,
        () => flood('ejabberd'),
        () => flood('product'),
      )
    }),
  )
  return [pick(goal, taken, (flooded) => flooded.rate)]
}
