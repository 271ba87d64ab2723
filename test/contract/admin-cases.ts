import type { OperationName } from '../../server/contract/admin/index.ts'
import type { AdminReply } from '../../server/contract/admin/reply.ts'
import { https, type ReadyLine } from '../server/cli/host-process.ts'

interface Case {
  readonly good: readonly unknown[]
  readonly bad: readonly unknown[]
}

const OWNER = { step: 'owner', full_name: 'Ruth Abel', email: 'ruth@acme.test', password: 'oak stairs creak at nine' }
const UNKNOWN = { surprise: 1 }

/** In the order in which they can succeed; the compiler finds an operation without its line. */
export const CASES: Readonly<Record<OperationName, Case>> = {
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
  'mail.sendTest': { good: [], bad: [{}, { to: 'ruth' }, { to: 'ruth@acme.test\nBcc: all@acme.test' }] },
  'organization.state': { good: [{}], bad: [UNKNOWN] },
  'organization.reactivate': { good: [], bad: [UNKNOWN] },
  'invites.create': { good: [{}, { role: 'guest', reusable: false, expiresInMinutes: null }], bad: [{ role: 'king' }] },
  'admin.createLink': { good: [{}], bad: [UNKNOWN] },
  'audit.list': { good: [{}, { limit: 1 }], bad: [{ limit: 0 }, { before: -1 }] },
  'appliance.stop': { good: [{}], bad: [UNKNOWN] },
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
