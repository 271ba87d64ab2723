import { describe, expect, test } from 'vitest'
import { readProcess } from '../../../resources/launcher/processes.mjs'
import { createProject, kill, type Started, start } from './stand-in.ts'

// `true` keeps the outer shell from replacing itself by npm, so that the chain has all its links.
const COMMAND = 'npm start --silent; true'
const LINKS = ['the launcher', 'the shell below npm', 'npm', 'the shell above npm'] as const

/** The pids above the host, named; asserts that the chain is the one this test is about. */
function chainOf({ host, process }: Started): Record<(typeof LINKS)[number], number> {
  const pids = [host.launcher]
  for (let pid = host.launcher; pid !== process.pid && pids.length < LINKS.length; ) {
    pid = readProcess(pid)?.parent ?? 0
    pids.push(pid)
  }
  expect(pids).toHaveLength(LINKS.length)
  expect(pids.at(-1)).toBe(process.pid)
  return Object.fromEntries(LINKS.map((name, i) => [name, pids[i]])) as Record<(typeof LINKS)[number], number>
}

describe.skipIf(process.platform === 'win32')('the host never outlives what started it', () => {
  for (const link of LINKS) {
    test(`it stops by itself when ${link} is killed with -9`, async () => {
      const started = await start(createProject(), 'sh', ['-c', COMMAND])
      kill(chainOf(started)[link])
      expect(await started.stopped).toBe(link === 'the launcher' ? 'disconnect' : 'SIGTERM')
      await expect.poll(() => readProcess(started.host.pid)).toBeUndefined()
      await expect.poll(() => readProcess(started.host.launcher)).toBeUndefined()
    })
  }

  test('it stops when npm and every shell are killed at once', async () => {
    const started = await start(createProject(), 'sh', ['-c', COMMAND])
    for (const pid of Object.values(chainOf(started))) kill(pid)
    expect(await started.stopped).toBe('disconnect')
  })

  test('it stops when npm, that nobody is above of, is killed with -9', async () => {
    const started = await start(createProject(), 'npm', ['start', '--silent'])
    kill(started.process.pid)
    expect(await started.stopped).toBe('SIGTERM')
  })
})

// Only Linux tells whether a process was meant to outlive its shell.
describe.skipIf(process.platform !== 'linux')('who asks for a host that outlives the shell gets it', () => {
  for (const wrapper of ['setsid -w', 'nohup']) {
    test(`${wrapper.split(' ')[0]} npm start runs on when the shell ends, and still stops with npm`, async () => {
      // bash sets `_`, as people's shells do; dash, where it is `sh`, does not.
      const started = await start(createProject(), 'bash', ['-c', `${wrapper} npm start --silent; true`])
      const npm = npmAbove(started.host.launcher)
      kill(started.process.pid)
      await started.ended
      await waitForPolls()
      expect(readProcess(started.host.pid)).toBeDefined()
      kill(npm)
      expect(await started.stopped).toBe('SIGTERM')
    })
  }
})

function npmAbove(pid: number): number {
  const parent = readProcess(readProcess(pid)?.parent ?? 0)
  expect(parent).toBeDefined()
  return /^npm /.test(parent?.command ?? '') ? (parent?.pid ?? 0) : (parent?.parent ?? 0)
}

/** Nothing can be waited for when nothing may happen: two and a half rounds of the launcher's watch. */
function waitForPolls(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_250))
}
