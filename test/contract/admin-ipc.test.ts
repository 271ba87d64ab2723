import { expect, test } from 'vitest'
import { ADMIN_OPERATIONS, type OperationName } from '../../server/contract/admin/index.ts'
import type { AdminOperation } from '../../server/contract/admin/operation.ts'
import { ask, LONG, openOffice, output } from '../main/office.ts'
import type { ReadyLine } from '../server/cli/host-process.ts'
import { withDesktop } from '../support/electron/start-desktop.ts'
import { adminCases, byHttps } from './admin-cases.ts'

withDesktop()

interface Entry {
  readonly operation: string
  readonly outcome: string
  readonly actor: string
}

test('every admin operation answers over IPC as over HTTPS, and is audited', LONG, async () => {
  const { app, page } = await openOffice()
  const ready = JSON.parse(app.stdout()) as ReadyLine
  const browser = await byHttps(ready)
  const { cases, note, expectAll } = await adminCases()
  const newest = async () => (await output<{ entries: Entry[] }>(page, 'audit.list', { limit: 1 })).entries[0]

  for (const [name, { good, bad, prepare }] of Object.entries(cases)) {
    const operation: AdminOperation = ADMIN_OPERATIONS[name as OperationName]
    const isAudited = operation.kind !== 'query'
    for (const input of bad) {
      const reply = await ask(page, name, input)
      expect(reply, name).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } })
      const entry = { operation: name, outcome: 'BAD_REQUEST', actor: 'host' }
      if (isAudited) expect(await newest()).toMatchObject(entry)
      expect(await browser(name, input), name).toEqual(reply)
    }
    for (const input of good) {
      await prepare?.(ready)
      const reply = await ask(page, name, input)
      expect(reply, name).toMatchObject({ ok: true })
      if (reply.ok) expect(operation.output.safeParse(reply.output).error, name).toBeUndefined()
      note(name)
      if (name === 'appliance.stop') break
      if (isAudited) expect(await newest()).toMatchObject({ operation: name, outcome: 'ok', actor: 'host' })
    }
  }
  expect(await app.ended).toBe(0)
  expectAll()
})
