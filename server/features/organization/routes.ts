import type { FastifyInstance } from 'fastify'
import {
  addDomain,
  changeDomain,
  deactivateRealm,
  getDomains,
  removeDomain,
  updateRealm,
} from '../../contract/chat/realm.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { requireAdministrator } from '../../lib/require-role.ts'
import { availableProviders, type CallSettings } from '../video-calls/index.ts'
import { checkChangeRealm, doChangeRealm } from './actions/change.ts'
import { checkDeactivateRealm, doDeactivateRealm } from './actions/closure.ts'
import { doAddDomain, doChangeDomain, doRemoveDomain } from './actions/domains.ts'
import { findDomains } from './domains.ts'

/** @param calls what video calls there can be */
export function mountOrganization(app: FastifyInstance, core: Core, calls: () => CallSettings): void {
  mount(app, updateRealm, async (params, { actor }) => {
    requireProvider(params.video_chat_provider, calls())
    await doChangeRealm(core, await checkChangeRealm(core, actor, params))
    return {}
  })

  mount(app, deactivateRealm, async ({ deactivation_reason: reason, deletion_delay_days: delay }, { actor }) => {
    checkDeactivateRealm(actor)
    if (delay !== null) throw new ApiError('BAD_REQUEST', 'Data of a deactivated organization is kept on this server')
    await doDeactivateRealm(core, reason)
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

function requireProvider(wanted: number | undefined, calls: CallSettings): void {
  const known = Object.values(availableProviders(calls)).map(({ id }) => id)
  if (wanted === undefined || known.includes(wanted)) return
  throw new ApiError('BAD_REQUEST', `Invalid video_chat_provider ${wanted}`)
}
