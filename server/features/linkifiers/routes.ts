import type { FastifyInstance } from 'fastify'
import {
  addLinkifier,
  getLinkifiers,
  removeLinkifier,
  reorderLinkifiers,
  updateLinkifier,
} from '../../contract/chat/linkifiers.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { requireAdministrator } from '../../lib/require-role.ts'
import { doAddLinkifier, doRemoveLinkifier, doReorderLinkifiers, doUpdateLinkifier } from './actions.ts'
import { findLinkifiers } from './repository.ts'

export function mountLinkifiers(app: FastifyInstance, core: Core): void {
  mount(app, getLinkifiers, async () => ({ linkifiers: await findLinkifiers(core.db) }))

  mount(app, reorderLinkifiers, async ({ ordered_linkifier_ids: ids }, { actor }) => {
    requireAdministrator(actor)
    await doReorderLinkifiers(core, ids)
    return {}
  })

  mount(app, addLinkifier, async (linkifier, { actor }) => {
    requireAdministrator(actor)
    return { id: await doAddLinkifier(core, linkifier) }
  })

  mount(app, updateLinkifier, async ({ filter_id: id, ...linkifier }, { actor }) => {
    requireAdministrator(actor)
    await doUpdateLinkifier(core, id, linkifier)
    return {}
  })

  mount(app, removeLinkifier, async ({ filter_id: id }, { actor }) => {
    requireAdministrator(actor)
    await doRemoveLinkifier(core, id)
    return {}
  })
}
