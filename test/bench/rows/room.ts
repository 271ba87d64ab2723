import { type Effort, inTurn, openFloor, openProduct, pick, withBench, withFloor } from '../bench.ts'
import type { Goal, Result } from '../report.ts'

const CLIENTS = 200
const SPEAKERS = 16
/** 20 messages a second: a busy day in a large room. */
const EVERY = 50

const deliveries: Goal = {
  name: 'send and delivery to 200 clients',
  unit: 'deliveries/s',
  better: 'more',
  must: 0.5,
  aim: 0.7,
  because: 'each message is read back from the database once, checked, and its sender authenticated.',
}
const typical: Goal = {
  name: 'the same at 20 messages/s: p50',
  unit: 'ms',
  better: 'less',
  must: 2,
  aim: 1.3,
  because: 'two queries more lie between a send and its delivery: the stream before it, the message after it.',
}
const slow: Goal = { ...typical, name: 'the same: p99' }

/** The product against a program that stores each message durably and sends it to everybody. */
export function benchRoom(effort: Effort): Promise<Result[]> {
  return withBench(effort, true, (b) =>
    withFloor('server.ts', ['durable'], true, async (floor) => {
      await openFloor(b, floor, 'floor', 'ws', CLIENTS, SPEAKERS)
      await openProduct(b, 'product', 'ws', CLIENTS, SPEAKERS)
      const flood = (room: string) => b.load.ask<{ rate: number }>('flood', { room, ms: effort.ms })
      const pace = (room: string) =>
        b.load.ask<{ p50: number; p99: number }>('pace', { room, ms: effort.ms, every: EVERY })
      const flooded = await inTurn(
        effort,
        () => flood('floor'),
        () => flood('product'),
      )
      const paced = await inTurn(
        effort,
        () => pace('floor'),
        () => pace('product'),
      )
      return [
        pick(deliveries, flooded, (f) => f.rate),
        pick(typical, paced, (p) => p.p50),
        pick(slow, paced, (p) => p.p99),
      ]
    }),
  )
}
