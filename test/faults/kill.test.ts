import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createDataFolder, killHost, startHost } from '../support/host.ts'
import { createRandom } from '../support/random.ts'
import { DEEP } from '../support/runs.ts'
import { checkPromises, explainFailure } from './check.ts'
import { Crowd } from './crowd.ts'
import { FAULTS, killPostgres, postmasterOf } from './faults.ts'

const CYCLES = Number(process.env['HEARTH_FAULT_CYCLES'] ?? (DEEP ? 250 : 20))
const SEED = Number(process.env['HEARTH_SEED'] ?? Date.now() % 1_000_000)

test(`whatever is killed, ${CYCLES} times: no acknowledged message is lost, none is doubled, every queue goes on`, {
  timeout: CYCLES * 60_000 + 300_000,
}, async () => {
  const random = createRandom(SEED)
  const data = createDataFolder()
  let host = await startHost(data, 0, Crowd.cast)
  const port = Number(new URL(host.url).port)
  try {
    const crowd = await Crowd.gather(host)
    const begin = performance.now()
    for (let cycle = 1; cycle <= CYCLES; cycle++) {
      const fault = FAULTS[Math.floor(random() * FAULTS.length)] ?? 'host'
      await sleep(random() * 1500)
      // The fault before may still be mended, and then this one would hit nothing.
      await crowd.patiently('a postmaster', () => postmasterOf(data) !== undefined)
      const hitsHost = fault === 'host' || fault === 'everything'
      if (hitsHost) await killHost(host.process)
      killPostgres(fault, data, random)
      if (hitsHost) host = await startHost(data, port)
      // Now and then the next fault comes before this one is mended.
      if (random() >= 0.2) await crowd.goesOn(`after fault ${cycle}, ${fault}`)
    }
    await crowd.disperse()
    const seconds = Math.round((performance.now() - begin) / 1000)
    console.info(`seed ${SEED}: ${CYCLES} faults in ${seconds} s, ${crowd.acknowledged().size} messages`)
    await checkPromises(crowd.speakers)
    await checkPromises([crowd.silence])
    for (const one of [...crowd.speakers, crowd.silence]) {
      const [text, id] = [...one.acknowledged][0] ?? ['', 0]
      expect(await one.say(text), 'a resend is told the first id').toBe(id)
    }
  } catch (error) {
    throw explainFailure(error, SEED, data, host.said())
  }
})
