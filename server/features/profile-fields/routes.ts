import type { FastifyInstance } from 'fastify'
import {
  createProfileField,
  getProfileFields,
  removeProfileData,
  removeProfileField,
  reorderProfileFields,
  updateProfileData,
  updateProfileField,
} from '../../contract/chat/profile-fields.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { requireAdministrator } from '../../lib/require-role.ts'
import {
  doCreateProfileField,
  doRemoveProfileField,
  doReorderProfileFields,
  doUpdateProfileField,
} from './actions/fields.ts'
import { checkProfileData, doUpdateProfileData } from './actions/values.ts'
import { findProfileFields, toWireField } from './repository.ts'

export function mountProfileFields(app: FastifyInstance, core: Core): void {
  mount(app, getProfileFields, async () => ({ custom_fields: (await findProfileFields(core.db)).map(toWireField) }))

  mount(app, createProfileField, async (field, { actor }) => {
    requireAdministrator(actor)
    return { id: await doCreateProfileField(core, field) }
  })

  mount(app, reorderProfileFields, async ({ order }, { actor }) => {
    requireAdministrator(actor)
    await doReorderProfileFields(core, order)
    return {}
  })

  mount(app, updateProfileField, async ({ field_id: id, ...change }, { actor }) => {
    requireAdministrator(actor)
    await doUpdateProfileField(core, id, change)
    return {}
  })

  mount(app, removeProfileField, async ({ field_id: id }, { actor }) => {
    requireAdministrator(actor)
    await doRemoveProfileField(core, id)
    return {}
  })

  mount(app, updateProfileData, async ({ data }, { actor }) => {
    await doUpdateProfileData(core, actor.id, await checkProfileData(core, actor, data))
    return {}
  })

  mount(app, removeProfileData, async ({ data }, { actor }) => {
    const none = data.map((id) => ({ id, value: null }))
    await doUpdateProfileData(core, actor.id, await checkProfileData(core, actor, none))
    return {}
  })
}
