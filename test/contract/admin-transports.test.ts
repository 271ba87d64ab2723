import { describe, expect, test } from 'vitest'
import { runOnHost } from '../../server/admin/socket-client.ts'
import { ADMIN_OPERATIONS, type OperationName } from '../../server/contract/admin/index.ts'
import { findDataFolder } from '../../server/lib/data-folder.ts'
import { hearth } from '../server/cli/host-process.ts'
import { fillDataFolder } from '../support/first-start.ts'
import { createDataFolder } from '../support/host.ts'
import { adminCases, byHttps } from './admin-cases.ts'

/** Runs an operation. @returns whether it went well */
type Run = (name: string, input: unknown) => Promise<boolean>

async function start() {
  const data = createDataFolder()
  await fillDataFolder(data)
  const host = hearth(['host', '--data', data, '--port', '0'])
  return { data, host, ready: await host.ready(), folder: await findDataFolder(data) }
}
type Host = Awaited<ReturnType<typeof start>>

async function overHttps({ ready }: Host): Promise<Run> {
  const browser = await byHttps(ready)
  return async (name, input) => (await browser(name, input)).ok
}

/** The command line, a process each time. */
async function byCommand({ data }: Host): Promise<Run> {
  return async (name, input) => {
    const command = hearth(['admin', name, '--data', data, '--json', JSON.stringify(input)])
    const ok = (await command.ended) === 0
    if (ok) JSON.parse(command.stdout())
    else expect(command.stderr(), name).toMatch(/\S/)
    return ok
  }
}

describe.each([
  { way: 'HTTPS', connect: overHttps, actor: /^session / },
  { way: 'the command line', connect: byCommand, actor: /^host$/ },
])('over $way', ({ connect, actor }) => {
  test('every admin operation takes good input, refuses bad, and is audited', { timeout: 240_000 }, async () => {
    const host = await start()
    const run = await connect(host)
    const { cases, note, expectAll } = await adminCases()
    const expected: string[] = []
    for (const [name, { good, bad, prepare }] of Object.entries(cases)) {
      const { kind, permission } = ADMIN_OPERATIONS[name as OperationName]
      // A browser session cannot renew itself.
      const isForbidden = permission === 'host' && connect === overHttps
      const isAudited = kind !== 'query'
      for (const input of bad) {
        expect(await run(name, input), `${name} ${JSON.stringify(input)}`).toBe(false)
        if (isAudited) expected.push(`${name} BAD_REQUEST`)
      }
      // After it nobody answers.
      if (name === 'appliance.stop') await expectAudit(host, expected, actor)
      for (const input of good) {
        await prepare?.(host.ready)
        expect(await run(name, input), `${name} ${JSON.stringify(input)}`).toBe(!isForbidden)
        if (isAudited) expected.push(`${name} ${isForbidden ? 'FORBIDDEN' : 'ok'}`)
        note(name)
      }
    }
    expect(await host.host.ended).toBe(0)
    expectAll()
  })
})

async function expectAudit({ folder }: Host, expected: readonly string[], actor: RegExp): Promise<void> {
  const { entries } = await runOnHost(folder, 'audit.list', { limit: 500 })
  const told = entries.reverse().map(({ operation, outcome }) => `${operation} ${outcome}`)
  expect(told).toEqual(expected)
  for (const entry of entries) expect(entry.actor, entry.operation).toMatch(actor)
}
