import { expect, test } from 'vitest'
import { ADMIN_OPERATIONS, type OperationName } from '../../server/contract/admin/index.ts'
import type { AdminOperation } from '../../server/contract/admin/operation.ts'
import type { AdminReply } from '../../server/contract/admin/reply.ts'
import { ask, LONG, openOffice, output } from '../main/office.ts'
import { https, type ReadyLine } from '../server/cli/host-process.ts'
import { withDesktop } from '../support/electron/start-desktop.ts'

withDesktop()

interface Case {
  readonly good: readonly unknown[]
  readonly bad: readonly unknown[]
}

const OWNER = { step: 'owner', full_name: 'Ruth Abel', email: 'ruth@acme.test', password: 'oak stairs creak at nine' }
const UNKNOWN = { surprise: 1 }

/** In the order in which they can succeed; the compiler finds an operation without its line. */
const CASES: Readonly<Record<OperationName, Case>> = {
  'appliance.status': { good: [{}], bad: [UNKNOWN, [], 'x'] },
  'setup.state': { good: [{}], bad: [UNKNOWN] },
  'setup.save': {
    good: [
      { step: 'organization', name: 'Acme' },
      OWNER,
      { step: 'address', addresses: ['team.lan'], port: 18_443 },
      { step: 'certificate', kind: 'local' },
    ],
    bad: [{ step: 'organization', name: '' }, { ...OWNER, email: 'ruth' }, { step: 'magic' }, 7],
  },
  'setup.finish': { good: [{}], bad: [UNKNOWN] },
  'settings.get': { good: [{}], bad: [UNKNOWN] },
  'settings.update': { good: [{ mdns_enabled: false }], bad: [{ mdns_name: 'Two words' }, { no_such_setting: 1 }] },
  'invites.create': { good: [{}, { role: 'guest', reusable: false, expiresInMinutes: null }], bad: [{ role: 'king' }] },
  'admin.createLink': { good: [{}], bad: [UNKNOWN] },
  'audit.list': { good: [{}, { limit: 1 }], bad: [{ limit: 0 }, { before: -1 }] },
  'appliance.stop': { good: [{}], bad: [UNKNOWN] },
}

/** The same operations in a browser that came by the one-time link. */
async function byHttps(ready: ReadyLine): Promise<(name: string, input: unknown) => Promise<AdminReply>> {
  const body = { token: ready.adminUrl.split('#')[1] }
  const opened = await https(ready, '/admin/api/session', { method: 'POST', body })
  const cookie = String(opened.headers['set-cookie']).split(';')[0] as string
  return async (name, input) => {
    const answer = await https(ready, `/admin/api/${name}`, { method: 'POST', body: input, headers: { cookie } })
    return JSON.parse(answer.body) as AdminReply
  }
}

interface Entry {
  readonly operation: string
  readonly outcome: string
  readonly actor: string
}

test('every admin operation answers over IPC as over HTTPS, and is audited', LONG, async () => {
  const { app, page } = await openOffice()
  const browser = await byHttps(JSON.parse(app.stdout()) as ReadyLine)
  const covered: string[] = []
  const newest = async () => (await output<{ entries: Entry[] }>(page, 'audit.list', { limit: 1 })).entries[0]

  for (const [name, { good, bad }] of Object.entries(CASES)) {
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
      const reply = await ask(page, name, input)
      expect(reply, name).toMatchObject({ ok: true })
      if (reply.ok) expect(operation.output.safeParse(reply.output).error, name).toBeUndefined()
      if (name === 'appliance.stop') break
      if (isAudited) expect(await newest()).toMatchObject({ operation: name, outcome: 'ok', actor: 'host' })
    }
    covered.push(name)
  }
  expect(await app.ended).toBe(0)
  expect(covered.sort()).toEqual(Object.keys(ADMIN_OPERATIONS).sort())
})
