import { mkdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Effort, inTurn, pick } from '../bench.ts'
import { Helper } from '../child.ts'
import { createCertificate } from '../floor/certificate.ts'
import { createFloorPostgres } from '../floor/database.ts'
import { memoryKib, now } from '../measure.ts'
import { createFolder, Product } from '../product.ts'
import type { Goal, Result } from '../report.ts'

const time: Goal = {
  name: 'start on existing data, to the first answer',
  unit: 'ms',
  better: 'less',
  must: 2.5,
  aim: 1.5,
  because: 'the data folder is checked and locked, keys are unsealed, and Postgres is looked after before it is used.',
}
const memory: Goal = {
  name: 'idle memory of host and Postgres',
  unit: 'KiB',
  better: 'less',
  must: 2,
  aim: 1.5,
  because: 'the chat, the control plane and three idle database connections.',
}

interface Start {
  readonly ms: number
  readonly kib: number
}

/** The whole server against its bare parts: node, Postgres, Fastify over HTTPS. */
export async function benchStart(effort: Effort): Promise<Result[]> {
  const folder = createFolder()
  try {
    const data = join(folder, 'data')
    await (await Product.start(data)).stop()
    const parts = await prepareParts(join(folder, 'floor'))
    const floor = () =>
      measure(async () => {
        const helper = new Helper(join(import.meta.dirname, '../floor/start.ts'), parts)
        return { helper, pid: helper.pid, port: await helper.ask<number>('ready'), stop: () => helper.stop() }
      })
    const product = () => measure(() => Product.start(data))
    const taken = await inTurn(effort, floor, product)
    return [pick(time, taken, (s) => s.ms), pick(memory, taken, (s) => s.kib)]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Started {
  readonly pid: number
  readonly port: number
  stop(): Promise<void>
}

async function measure(start: () => Promise<Started>): Promise<Start> {
  const begun = now()
  const started = await start()
  await askLive(started.port)
  const ms = now() - begun
  await sleep(2_000)
  const kib = memoryKib(started.pid)
  await started.stop()
  return { ms, kib }
}

function askLive(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const req = request({ host: 'localhost', port, path: '/health/live', rejectUnauthorized: false, agent: false })
    req.on('response', (res) => res.resume().on('end', resolve))
    req.on('error', reject)
    req.end()
  })
}

/** A cluster as the product's, its program, its socket's folder, and a certificate: the arguments of floor/start.ts. */
async function prepareParts(folder: string): Promise<string[]> {
  mkdirSync(folder)
  const postgres = createFloorPostgres(folder)
  const { host } = await postgres.start()
  const program = readlinkSync(`/proc/${postgres.pid}/exe`)
  await postgres.stop()
  const tls = join(folder, 'tls.json')
  writeFileSync(tls, JSON.stringify(createCertificate()))
  return [join(folder, 'postgres'), program, host, tls]
}
