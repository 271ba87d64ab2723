import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isLocked, readHostFile, takeInstanceLock } from '../../../server/lib/instance-lock.ts'
import { OperatorError } from '../../../server/lib/operator-error.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const SOURCE = new URL('../../../server/lib/instance-lock.ts', import.meta.url).pathname

async function runFolder(): Promise<string> {
  const run = join(await tempFolder(), 'run')
  mkdirSync(run)
  return run
}

/** Another process that takes the lock and keeps it. */
async function otherHost(run: string) {
  const script = `
    const { takeInstanceLock } = await import(${JSON.stringify(SOURCE)})
    const lock = await takeInstanceLock(${JSON.stringify(run)})
    await lock.publish({ url: 'https://localhost:8443' })
    console.log('locked'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

test('a second host in the same process is refused, and may start once the first has ended', async () => {
  const run = await runFolder()
  const first = await takeInstanceLock(run)
  await expect(takeInstanceLock(run)).rejects.toThrow(OperatorError)
  await first.release()
  const second = await takeInstanceLock(run)
  await second.release()
})

test('the refusal names the other process, its address and what to do', async () => {
  const run = await runFolder()
  const other = await otherHost(run)
  const refused = takeInstanceLock(run)
  await expect(refused).rejects.toThrow(`process ${other.pid}, https://localhost:8443`)
  await expect(refused).rejects.toThrow(`hearth stop --data ${join(run, '..')}`)
})

test('the lock of a host that was killed is free at once, though its host.json is still there', async () => {
  const run = await runFolder()
  const other = await otherHost(run)
  expect(isLocked(run)).toBe(true)
  other.kill('SIGKILL')
  await once(other, 'exit')
  expect(readHostFile(run)?.pid).toBe(other.pid)
  expect(isLocked(run)).toBe(false)
  const lock = await takeInstanceLock(run)
  expect(readHostFile(run)?.pid).toBe(process.pid)
  await lock.release()
})

test('looking at the lock neither takes nor breaks it', async () => {
  const run = await runFolder()
  expect(isLocked(run)).toBe(false)
  const lock = await takeInstanceLock(run)
  expect(isLocked(run)).toBe(true)
  await expect(takeInstanceLock(run)).rejects.toThrow(OperatorError)
  await lock.release()
})

test('host.json is private and gone after a proper end', async () => {
  const run = await runFolder()
  const lock = await takeInstanceLock(run)
  await lock.publish({ adminSocket: '/s' })
  expect(statSync(join(run, 'host.json')).mode & 0o777).toBe(0o600)
  expect(readHostFile(run)).toMatchObject({ pid: process.pid, adminSocket: '/s' })
  await lock.release()
  expect(readHostFile(run)).toBeUndefined()
})
