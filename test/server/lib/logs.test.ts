import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLogs } from '../../../server/lib/logs.ts'
import { tempFolder } from '../../support/temp-folder.ts'

async function logged(write: (log: ReturnType<typeof openLogs>['log']) => void) {
  const folder = await tempFolder()
  let printed = ''
  const logs = openLogs(folder, (text) => (printed += text))
  write(logs.log)
  await logs.close()
  await expect.poll(() => existsSync(join(folder, 'hearth.log'))).toBe(true)
  return { folder, printed, file: readFileSync(join(folder, 'hearth.log'), 'utf8') }
}

test('no secret reaches the terminal or the file, however deep it lies', async () => {
  const canary = 'canary-5ecret'
  const error = Object.assign(new Error('upstream refused'), { request: { headers: { authorization: canary } } })
  const { printed, file } = await logged((log) => {
    log.info({ authorization: canary, Cookie: canary, 'set-cookie': [canary] }, 'headers')
    log.info({ req: { headers: { 'x-csrftoken': 1, cookie: canary }, body: { user: { password: canary } } } })
    log.info({ apiKey: canary, api_key: canary, accessToken: canary, people: [{ password: canary }] })
    log.info({ url: `/api/v1/external/github?api_key=${canary}&stream=x` }, `GET /x?token=${canary}`)
    log.error({ err: error }, 'failed')
    log.child({ token: canary }).warn({ password: canary }, 'child')
  })
  expect(file).toContain('[hidden]')
  expect(file).not.toContain(canary)
  expect(printed).not.toContain(canary)
  expect(file).toContain('stream=x')
})

test('the terminal gets one readable line each, the file JSON with the stack', async () => {
  const { printed, file } = await logged((log) => {
    log.warn({ part: 'postgres', output: 'first\nsecond' }, 'slow')
    log.error({ err: new Error('boom') }, 'failed')
  })
  expect(printed).toMatch(/^\S+Z warn: slow part=postgres output=first…\n\S+Z error: failed: boom\n$/)
  const lines = file
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { err?: { stack: string } })
  expect(lines[1]?.err?.stack).toContain('logs.test.ts')
})

test('the file is private and is rotated by size', async () => {
  const { folder } = await logged((log) => {
    for (let i = 0; i < 12; i++) log.info({ filler: 'x'.repeat(1024 * 1024) })
  })
  const files = () => readdirSync(folder).filter((name) => name.endsWith('.log') || name.includes('hearth'))
  await expect.poll(() => files().length).toBeGreaterThan(1)
  for (const name of files()) expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0)
})

test('logs that cannot be written are reported once and do not end the host', async () => {
  const file = join(await tempFolder(), 'a-file')
  writeFileSync(file, '')
  let printed = ''
  const logs = openLogs(file, (text) => (printed += text))
  logs.log.info({}, 'still shown')
  await logs.close()
  expect(printed).toContain('still shown')
  expect(printed.match(/warning: the log files in .*a-file cannot be written/g)).toHaveLength(1)
})
