import { expect, onTestFinished } from 'vitest'
import { ADMIN_OPERATIONS, type OperationName } from '../../server/contract/admin/index.ts'
import type { AdminReply } from '../../server/contract/admin/reply.ts'
import { https, type ReadyLine } from '../server/cli/host-process.ts'
import { startSmtp } from '../support/smtp.ts'

interface Case {
  readonly good: readonly unknown[]
  readonly bad: readonly unknown[]
  /** Makes each good input possible. */
  readonly prepare?: (ready: ReadyLine) => Promise<void>
}

export type Cases = Readonly<Record<OperationName, Case>>

const OWNER = { step: 'owner', full_name: 'Ruth Abel', email: 'ruth@acme.test', password: 'oak stairs creak at nine' }
const UNKNOWN = { surprise: 1 }

/** In the order in which they can succeed; the compiler finds an operation without its line. */
const casesWith = (smtpPort: number): Cases => ({
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
  'settings.update': {
    good: [
      { mdns_enabled: false },
      { smtp_host: 'localhost', smtp_port: smtpPort, smtp_security: 'none', smtp_from: 'hearth@acme.test' },
    ],
    bad: [{ mdns_name: 'Two words' }, { no_such_setting: 1 }],
  },
  'mail.sendTest': {
    good: [{ to: OWNER.email }],
    bad: [{}, { to: 'ruth' }, { to: 'ruth@acme.test\nBcc: all@acme.test' }],
  },
  'organization.state': { good: [{}], bad: [UNKNOWN] },
  'organization.reactivate': {
    good: [{}],
    bad: [UNKNOWN],
    prepare: (ready) => closeOrganization(ready, OWNER.email, OWNER.password),
  },
  'invites.create': { good: [{}, { role: 'guest', reusable: false, expiresInMinutes: null }], bad: [{ role: 'king' }] },
  'admin.createLink': { good: [{}], bad: [UNKNOWN] },
  'audit.list': { good: [{}, { limit: 1 }], bad: [{ limit: 0 }, { before: -1 }] },
  'appliance.stop': { good: [{}], bad: [UNKNOWN] },
})

/** The cases, with what they need, and the judgement whether a test ran all of them. */
export async function adminCases() {
  const smtp = await startSmtp()
  onTestFinished(() => smtp.stop())
  const done = new Set<string>()
  return {
    cases: casesWith(smtp.port),
    /** An operation took good input, or was refused it as it should be. */
    note: (name: string) => done.add(name),
    expectAll() {
      expect([...done].sort()).toEqual(Object.keys(ADMIN_OPERATIONS).sort())
      expect(smtp.mails.map(({ to }) => to)).toEqual([[OWNER.email]])
    },
  }
}

/** As its owner does it, in the chat. */
export async function closeOrganization(ready: ReadyLine, username: string, password: string): Promise<void> {
  const post = async (path: string, body: unknown, headers = {}) =>
    JSON.parse((await https(ready, path, { method: 'POST', body, headers })).body) as Record<string, unknown>
  const { api_key: key } = await post('/api/v1/fetch_api_key', { username, password })
  const authorization = `Basic ${Buffer.from(`${username}:${String(key)}`).toString('base64')}`
  expect(await post('/api/v1/realm/deactivate', {}, { authorization })).toMatchObject({ result: 'success' })
}

/** The same operations in a browser that came by the one-time link. */
export async function byHttps(ready: ReadyLine): Promise<(name: string, input: unknown) => Promise<AdminReply>> {
  const body = { token: ready.adminUrl.split('#')[1] }
  const opened = await https(ready, '/admin/api/session', { method: 'POST', body })
  const cookie = String(opened.headers['set-cookie']).split(';')[0] as string
  return async (name, input) => {
    const answer = await https(ready, `/admin/api/${name}`, { method: 'POST', body: input, headers: { cookie } })
    return JSON.parse(answer.body) as AdminReply
  }
}
