import { type Bench, type Effort, inTurn, openFloor, openProduct, pick, withBench, withFloor } from '../bench.ts'
import type { Helper } from '../child.ts'
import { collectGarbage, cpuMs, memoryKib } from '../measure.ts'
import { type Goal, judge, type Result } from '../report.ts'

const CLIENTS = 1_000

interface Kind {
  readonly kind: 'ws' | 'poll'
  readonly every: number
  readonly cost: Goal
  readonly memory: Goal
}

const WEBSOCKET: Kind = {
  kind: 'ws',
  every: 100,
  cost: {
    name: 'WebSocket delivery to 1,000 clients, processor time',
    unit: 'µs/delivery',
    better: 'less',
    must: 1.4,
    aim: 1.1,
    because: 'who gets a message is decided for each queue when it is delivered.',
  },
  memory: {
    name: 'memory of a WebSocket client',
    unit: 'KiB',
    better: 'less',
    must: 2,
    aim: 1.4,
    because: 'a queue, and what proves who holds it.',
  },
}

const LONG_POLL: Kind = {
  kind: 'poll',
  every: 200,
  cost: {
    name: 'long-poll delivery to 1,000 clients, processor time',
    unit: 'µs/delivery',
    better: 'less',
    must: 1.6,
    aim: 1.25,
    because: 'each poll is authenticated, its parameters are checked, and the answer carries security headers.',
  },
  memory: { ...WEBSOCKET.memory, name: 'memory of a long-polling client' },
}

/**
 * Everybody gets every message; the servers have one core, the clients the other. Both store each message, as in the row of
 * the room: of what is measured, only the delivery differs.
 */
function benchKind(effort: Effort, { kind, every, cost, memory }: Kind): Promise<Result[]> {
  return withBench(effort, true, (b) =>
    withFloor('server.ts', ['durable'], true, async (floor) => {
      const kib = await measureMemory(b, floor, kind)
      const deliver = async (room: string, pid: number) => {
        const before = cpuMs(pid)
        const { got } = await b.load.ask<{ got: number }>('pace', { room, ms: effort.ms, every })
        return ((cpuMs(pid) - before) / got) * 1000
      }
      const taken = await inTurn(
        effort,
        () => deliver('floor', floor.pid),
        () => deliver('product', b.product.pid),
      )
      return [pick(cost, taken, (us) => us), judge(memory, [kib])]
    }),
  )
}

/** KiB a client, after a few have come and gone, so that what all share is not counted. */
async function measureMemory(b: Bench, floor: Helper, kind: 'ws' | 'poll'): Promise<readonly [number, number]> {
  const measure = async (pid: number, said: () => string, open: (clients: number) => Promise<void>) => {
    await open(50)
    await collectGarbage(pid, said)
    const before = memoryKib(pid)
    await open(CLIENTS)
    await collectGarbage(pid, said)
    return (memoryKib(pid) - before) / CLIENTS
  }
  return [
    await measure(
      floor.pid,
      () => floor.said,
      (clients) => openFloor(b, floor, clients === CLIENTS ? 'floor' : 'floor first', kind, clients, 4),
    ),
    await measure(
      b.product.pid,
      () => b.product.said(),
      (clients) => openProduct(b, clients === CLIENTS ? 'product' : 'product first', kind, clients, 4),
    ),
  ]
}

export const benchWebSocket = (effort: Effort): Promise<Result[]> => benchKind(effort, WEBSOCKET)
export const benchLongPoll = (effort: Effort): Promise<Result[]> => benchKind(effort, LONG_POLL)
