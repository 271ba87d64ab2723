import { type Effort, inTurn, openProduct, pick, withBench, withFloor } from '../bench.ts'
import { cpuMs } from '../measure.ts'
import type { Goal, Result } from '../report.ts'

const IN_FLIGHT = 32

const rate: Goal = {
  name: 'durable send over HTTPS, 32 in flight',
  unit: 'sends/s',
  better: 'more',
  must: 0.25,
  aim: 0.4,
  because: 'TLS, HTTP, the key, the checks and Markdown share two cores with Postgres and with the clients.',
}

const cost: Goal = {
  name: 'the same, processor time of host and Postgres',
  unit: 'µs/send',
  better: 'less',
  must: null,
  aim: null,
  because: 'TLS and HTTP are about half of it, a quarter is the search index.',
}

interface Sends {
  readonly rate: number
  readonly cpu: number
}

/** Both use both cores, as a small office's machine would. */
export function benchDurableSend(effort: Effort): Promise<Result[]> {
  return withBench(effort, false, (b) =>
    withFloor('send.ts', [], false, async (floor) => {
      await openProduct(b, 'product', 'ws', 0, IN_FLIGHT)
      const measure = async (pid: number, send: () => Promise<{ rate: number; count: number }>): Promise<Sends> => {
        const before = cpuMs(pid)
        const { rate, count } = await send()
        return { rate, cpu: ((cpuMs(pid) - before) / count) * 1000 }
      }
      const taken = await inTurn(
        effort,
        () => measure(floor.pid, () => floor.ask('send', { ms: effort.ms, inFlight: IN_FLIGHT })),
        () => measure(b.product.pid, () => b.load.ask('send', { room: 'product', ms: effort.ms })),
      )
      return [pick(rate, taken, (s) => s.rate), pick(cost, taken, (s) => s.cpu)]
    }),
  )
}
