import type { FastifyInstance } from 'fastify'
import { addDomain, changeDomain, getDomains, removeDomain, updateRealm } from '../../contract/chat/realm.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { requireAdministrator } from '../../lib/require-role.ts'
import { checkChangeRealm, doChangeRealm } from './actions/change.ts'
import { doAddDomain, doChangeDomain, doRemoveDomain } from './actions/domains.ts'
import { findDomains } from './domains.ts'

export function mountOrganization(app: FastifyInstance, core: Core): void {
  mount(app, updateRealm, async (params, { actor }) => {
    await doChangeRealm(core, await checkChangeRealm(core, actor, params))
    return {}
  })

  mount(app, getDomains, async () => ({ domains: await findDomains(core.db) }))

  mount(app, addDomain, async (params, { actor }) => {
    requireAdministrator(actor)
    await doAddDomain(core, params)
    return {}
  })

  mount(app, changeDomain, async (params, { actor }) => {
    requireAdministrator(actor)
    await doChangeDomain(core, params)
    return {}
  })

  mount(app, removeDomain, async ({ domain }, { actor }) => {
    requireAdministrator(actor)
    await doRemoveDomain(core, domain)
    return {}
  })
}
