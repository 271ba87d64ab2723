import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { killHost, type RunningHost, startHost } from '../support/host.ts'
import { createRandom } from '../support/random.ts'
import { DEEP } from '../support/runs.ts'
import { checkPromises, explainFailure } from './check.ts'
import { Crowd } from './crowd.ts'
import { Disk, whyNoDisk } from './disk.ts'
import { postmasterOf } from './faults.ts'

const CUTS = DEEP ? 20 : 3
const SEED = Number(process.env['HEARTH_SEED'] ?? Date.now() % 1_000_000)

/** Cuts the power while everybody sends; ends with the power back and the host gone. */
async function cutPower(disk: Disk, host: RunningHost): Promise<void> {
  disk.cutPower()
  await killHost(host.process)
  await disk.restorePower()
}

test(`the power fails ${CUTS} times: no acknowledged message is lost, none is doubled, every queue goes on`, {
  timeout: CUTS * 120_000 + 300_000,
}, async ({ skip }) => {
  const reason = whyNoDisk()
  if (reason) skip(reason)
  const random = createRandom(SEED)
  const disk = new Disk(800)
  let host = await startHost(disk.data, 0, Crowd.cast)
  // The data folder was copied, which flushes nothing.
  disk.flush()
  const port = Number(new URL(host.url).port)
  try {
    const crowd = await Crowd.gather(host)
    for (let cut = 1; cut <= CUTS; cut++) {
      await sleep(500 + random() * 1500)
      await cutPower(disk, host)
      host = await startHost(disk.data, port)
      await crowd.goesOn(`after power cut ${cut}`)
    }
    await crowd.disperse()
    await checkPromises(crowd.speakers)
    await checkPromises([crowd.silence])
  } catch (error) {
    throw explainFailure(error, SEED, disk.data, host.said())
  }
})

test('without fsync a power cut loses acknowledged messages: the test above can see a loss', {
  timeout: 600_000,
}, async ({ skip }) => {
  const reason = whyNoDisk()
  if (reason) skip(reason)
  const disk = new Disk(800)
  const host = await startHost(disk.data, 0, Crowd.cast)
  disk.flush()
  const postgresLog = () => readFileSync(join(disk.data, 'logs/postgres.log'), 'utf8')
  appendFileSync(join(disk.data, 'postgres/postgresql.conf'), "fsync = 'off'\n")
  process.kill(postmasterOf(disk.data) ?? 0, 'SIGHUP')
  await eventually('Postgres leaves fsync out', () => /"fsync" changed to "off"/.test(postgresLog()))
  const crowd = await Crowd.gather(host)
  await eventually('enough is said', () => crowd.acknowledged().size > 100)
  const acknowledged = crowd.acknowledged()
  await cutPower(disk, host)
  // What the disk holds may be no database at all any more.
  const again = await startHost(disk.data, Number(new URL(host.url).port)).catch(() => undefined)
  const stored = again ? await crowd.speakers[0]?.readAll() : undefined
  const lost = [...acknowledged].filter(([id, text]) => stored?.get(id) !== text)
  expect(lost.length).toBeGreaterThan(0)
})
