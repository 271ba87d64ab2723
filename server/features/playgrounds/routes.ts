import type { FastifyInstance } from 'fastify'
import { addCodePlayground, removeCodePlayground } from '../../contract/chat/playgrounds.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { requireAdministrator } from '../../lib/require-role.ts'
import { checkAddPlayground, doAddPlayground, doRemovePlayground } from './actions.ts'

export function mountPlaygrounds(app: FastifyInstance, core: Core): void {
  mount(app, addCodePlayground, async (playground, { actor }) => {
    requireAdministrator(actor)
    checkAddPlayground(playground.url_template)
    return { id: await doAddPlayground(core, playground) }
  })

  mount(app, removeCodePlayground, async ({ playground_id: id }, { actor }) => {
    requireAdministrator(actor)
    await doRemovePlayground(core, id)
    return {}
  })
}
