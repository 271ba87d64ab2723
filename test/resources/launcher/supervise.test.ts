import { describe, expect, test } from 'vitest'
import { readProcess } from '../../../resources/launcher/processes.mjs'
import { createProject, start } from './stand-in.ts'

describe.skipIf(process.platform === 'win32')('the launcher', () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    test(`passes ${signal} on to the host`, async () => {
      const started = await start(createProject(), process.execPath, ['start.mjs'])
      process.kill(started.host.launcher, signal)
      expect(await started.stopped).toBe(signal)
      expect(await started.ended).toBe(0)
    })
  }

  test('ends with the exit code of the host, through npm too', async () => {
    const started = await start(createProject(7), 'npm', ['start', '--silent'])
    process.kill(started.host.pid, 'SIGTERM')
    expect(await started.ended).toBe(7)
  })

  test('reports a host that was killed as a shell would', async () => {
    const started = await start(createProject(), process.execPath, ['start.mjs'])
    process.kill(started.host.pid, 'SIGKILL')
    expect(await started.ended).toBe(128 + 9)
  })

  test.skipIf(process.platform !== 'linux')(
    'keeps the host out of the terminal, so Ctrl-C reaches it once',
    async () => {
      const started = await start(createProject(), process.execPath, ['start.mjs'])
      expect(readProcess(started.host.pid)?.session).toBe(started.host.pid)
      expect(readProcess(started.host.launcher)?.session).not.toBe(started.host.pid)
    },
  )
})
