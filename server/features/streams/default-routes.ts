import type { FastifyInstance } from 'fastify'
import {
  addDefaultStream,
  changeDefaultStreamGroup,
  createDefaultStreamGroup,
  deleteDefaultStreamGroup,
  removeDefaultStream,
  updateDefaultStreamGroup,
} from '../../contract/chat/default-streams.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { requireAdministrator } from '../../lib/require-role.ts'
import {
  checkGroupName,
  checkGroupStreams,
  doChangeDefaultGroup,
  doCreateDefaultGroup,
  doDeleteDefaultGroup,
  doUpdateDefaultGroup,
} from './actions/default-groups.ts'
import { checkDefaultStream, doSetDefaultStream } from './actions/default-streams.ts'

/** Where people are subscribed who join, and sets of streams for them to choose from. */
export function mountDefaultStreams(app: FastifyInstance, core: Core): void {
  mount(app, addDefaultStream, async ({ stream_id: id }, { actor }) => {
    await checkDefaultStream(core, actor, id)
    await doSetDefaultStream(core, id, true)
    return {}
  })

  mount(app, removeDefaultStream, async ({ stream_id: id }, { actor }) => {
    await checkDefaultStream(core, actor, id)
    await doSetDefaultStream(core, id, false)
    return {}
  })

  mount(app, createDefaultStreamGroup, async ({ group_name, description, stream_names }, { actor }) => {
    const streams = await checkGroupStreams(core, actor, stream_names)
    await doCreateDefaultGroup(core, { name: checkGroupName(group_name), description, streams })
    return {}
  })

  mount(app, updateDefaultStreamGroup, async ({ group_id: id, new_group_name, new_description }, { actor }) => {
    requireAdministrator(actor)
    if (new_group_name === undefined && new_description === undefined) {
      throw new ApiError('BAD_REQUEST', 'You must pass "new_description" or "new_group_name".')
    }
    const name = new_group_name === undefined ? undefined : checkGroupName(new_group_name)
    await doUpdateDefaultGroup(core, id, { name, description: new_description })
    return {}
  })

  mount(app, deleteDefaultStreamGroup, async ({ group_id: id }, { actor }) => {
    requireAdministrator(actor)
    await doDeleteDefaultGroup(core, id)
    return {}
  })

  mount(app, changeDefaultStreamGroup, async ({ group_id: id, op, stream_names }, { actor }) => {
    await doChangeDefaultGroup(core, id, op, await checkGroupStreams(core, actor, stream_names))
    return {}
  })
}
