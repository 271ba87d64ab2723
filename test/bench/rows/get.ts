import { type Effort, inTurn, pick, withBench, withFloor } from '../bench.ts'
import { cpuMs } from '../measure.ts'
import { takeSeats } from '../product.ts'
import type { Goal, Result } from '../report.ts'

const CONNECTIONS = 50

const cost: Goal = {
  name: 'a cheap GET (an event that waits), processor time of host and Postgres',
  unit: 'µs/answer',
  better: 'less',
  must: 2.5,
  aim: 1.6,
  because: 'the key, the limits, the parameters, the rights to the queue, and the headers that guard a browser.',
}

/** Against bare Fastify over TLS with 2 KB; the servers have one core, the clients the other. Nobody says that it was read. */
export function benchGet(effort: Effort): Promise<Result[]> {
  return withBench(effort, true, (b) =>
    withFloor('server.ts', [], true, async (floor) => {
      const authorization = b.members[0]?.authorization ?? ''
      const floorPort = await floor.ask<number>('ready')
      const [seat] = await takeSeats(b.product, b.members, 1)
      const message = { type: 'stream', to: String(b.room), topic: 'bench', content: 'x'.repeat(1_200) }
      await b.product.call(authorization, 'POST', '/messages', message)
      const path = `/api/v1/events?queue_id=${seat?.queue}&last_event_id=${seat?.cursor}`
      const measure = async (pid: number, port: number, path: string) => {
        const before = cpuMs(pid)
        const what = { account: { port, authorization }, path, connections: CONNECTIONS, ms: effort.ms }
        const count = await b.load.ask<number>('get', what)
        return ((cpuMs(pid) - before) / count) * 1000
      }
      const taken = await inTurn(
        effort,
        () => measure(floor.pid, floorPort, '/about'),
        () => measure(b.product.pid, b.product.port, path),
      )
      return [pick(cost, taken, (us) => us)]
    }),
  )
}
