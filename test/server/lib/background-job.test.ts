import { expect, onTestFinished, test } from 'vitest'
import { BackgroundJob } from '../../../server/lib/background-job.ts'
import { silentLog } from '../../../server/lib/log.ts'
import { untilPasses } from '../../support/eventually.ts'

/** A job whose work is what the test says, one look after the other. */
function startJob(work: (signal: AbortSignal) => Promise<number | undefined>, lookMs = 60_000): BackgroundJob {
  const job = new BackgroundJob({ work, delayMs: 5, lookMs, log: silentLog, failed: 'Nothing could be done' })
  onTestFinished(() => job.stop())
  job.start()
  return job
}

test('is never at work twice at once, and what wakes it meanwhile is done afterwards', async () => {
  let working = 0
  let most = 0
  let done = 0
  const job = startJob(async () => {
    most = Math.max(most, ++working)
    await new Promise((resolve) => setTimeout(resolve, 10))
    working -= 1
    done += 1
    return undefined
  })
  await untilPasses(() => expect(working).toBe(1), 1)
  for (let i = 0; i < 100; i++) job.wake(0)
  await untilPasses(() => expect(done).toBe(2))
  expect(most).toBe(1)
})

test('looks once more after a long piece of work, however often it was woken meanwhile', async () => {
  let done = 0
  let release = () => {}
  const isReleased = new Promise<void>((resolve) => (release = resolve))
  const job = startJob(async () => {
    await isReleased
    done += 1
    return undefined
  })
  for (let i = 0; i < 5; i++) {
    job.wake(0)
    // Until that wake's time has come.
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
  release()
  await untilPasses(() => expect(done).toBe(2), 1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(done).toBe(2)
})

test('looks again when more is due, and by itself, also after a failure', async () => {
  const answers = [5, undefined, 'fails', undefined]
  const asked: unknown[] = []
  startJob(async () => {
    const answer = answers.shift()
    asked.push(answer)
    if (answer === 'fails') throw new Error('It fails')
    return answer as number | undefined
  }, 20)
  await untilPasses(() => expect(asked.length).toBeGreaterThan(4))
  expect(asked.slice(0, 4)).toEqual([5, undefined, 'fails', undefined])
})

test('ends with what it is at, and does nothing before it is started or after it is stopped', async () => {
  const seen: string[] = []
  const work = async (signal: AbortSignal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    seen.push('ended')
  }
  const job = new BackgroundJob({ work, delayMs: 0, lookMs: 10, log: silentLog, failed: 'Nothing could be done' })
  job.wake()
  await new Promise((resolve) => setImmediate(resolve))
  job.start()
  await new Promise((resolve) => setImmediate(resolve))
  await job.stop()
  expect(seen).toEqual(['ended'])
  job.wake(0)
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(seen).toEqual(['ended'])
})
