import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Helper } from './child.ts'
import type { Seat } from './load/receivers.ts'
import { createFolder, createRoom, type Member, Product, takeSeats } from './product.ts'
import { type Goal, judge, type Result } from './report.ts'

/** How long and how often each cell is measured. */
export interface Effort {
  readonly ms: number
  readonly pairs: number
}

/** The product with its people in one room, and the load's process, for all rows. */
export interface Bench {
  readonly effort: Effort
  /** The product's data folder. */
  readonly data: string
  readonly product: Product
  readonly members: readonly Member[]
  readonly room: number
  /** The process that plays the clients. */
  readonly load: Helper
}

const HERE = import.meta.dirname

export async function withBench<T>(effort: Effort, isPinned: boolean, work: (bench: Bench) => Promise<T>): Promise<T> {
  const folder = createFolder()
  const load = new Helper(join(HERE, 'load/driver.ts'), [], isPinned ? 1 : undefined)
  const data = join(folder, 'data')
  const product = await Product.start(data, isPinned ? 0 : undefined)
  try {
    const members = await product.login()
    const room = await createRoom(product, members)
    return await work({ effort, data, product, members, room, load })
  } finally {
    await product.stop()
    await load.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs a floor's program, ready to answer. */
export async function withFloor<T>(
  file: string,
  args: string[],
  isPinned: boolean,
  work: (floor: Helper) => Promise<T>,
) {
  const floor = new Helper(join(HERE, 'floor', file), args, isPinned ? 0 : undefined)
  try {
    await floor.ask('ready')
    return await work(floor)
  } finally {
    await floor.stop()
  }
}

/** Opens clients of the product in one of the load's rooms. */
export async function openProduct(b: Bench, room: string, kind: 'ws' | 'poll', clients: number, speakers: number) {
  const seats = await takeSeats(b.product, b.members, clients)
  const account = { port: b.product.port, authorization: b.members[0]?.authorization ?? '' }
  await b.load.ask('open', { room, kind, seats, account, to: b.room, speakers })
}

/** The same of a floor, which knows no accounts. */
export async function openFloor(
  b: Bench,
  floor: Helper,
  room: string,
  kind: 'ws' | 'poll',
  clients: number,
  speakers: number,
) {
  const account = { port: await floor.ask<number>('ready'), authorization: b.members[0]?.authorization ?? '' }
  const seat: Seat = { ...account, queue: 'bench', cursor: 0 }
  const seats = Array.from({ length: clients }, () => seat)
  await b.load.ask('open', { room, kind, seats, account, to: 1, speakers })
}

/** Takes floor and product in turn, after two turns of each that do not count: the first ones run code that is not compiled yet. */
export async function inTurn<T>(
  { pairs }: Effort,
  floor: () => Promise<T>,
  product: () => Promise<T>,
): Promise<(readonly [T, T])[]> {
  for (let i = 0; i < 2; i++) {
    await floor()
    await product()
  }
  const taken: (readonly [T, T])[] = []
  for (let i = 0; i < pairs; i++) taken.push([await floor(), await product()])
  return taken
}

/** One goal's figures out of what was measured for several. */
export function pick<T>(goal: Goal, taken: readonly (readonly [T, T])[], of: (value: T) => number): Result {
  return judge(
    goal,
    taken.map(([floor, product]) => [of(floor), of(product)] as const),
  )
}
