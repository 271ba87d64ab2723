import type { FastifyInstance } from 'fastify'
import {
  updateDisplaySettings,
  updateNotificationSettings,
  updateSettings,
  updateSettingsDefaults,
} from '../../contract/chat/settings.ts'
import type { ParamsOf } from '../../contract/endpoint.ts'
import type { Core } from '../../delivery/core.ts'
import type { Call } from '../../http/call.ts'
import { mount } from '../../http/mount.ts'
import { requireAdministrator } from '../../lib/require-role.ts'
import type { Auth } from '../auth/index.ts'
import { doChangeDefaultSettings, doChangeSettings } from '../user-settings/index.ts'
import { checkChangeAccount, doChangeAccount } from './actions.ts'
import { mountZcommand } from './zcommand.ts'

export function mountAccount(app: FastifyInstance, core: Core, auth: Auth): void {
  const update = async (params: ParamsOf<typeof updateSettings>, call: Call) => {
    const { full_name, email, old_password, new_password, ...settings } = params
    const wanted = { full_name, email, old_password, new_password }
    const change = await checkChangeAccount(core, auth, call, wanted)
    if (Object.values(change).some((value) => value !== undefined)) {
      await doChangeAccount(core, auth, call.actor.id, change, call.session?.id)
    }
    await doChangeSettings(core, call.actor.id, settings)
    // With it changes the address that others know the caller by.
    if (settings.email_address_visibility !== undefined) auth.forget(call.actor.id)
    return {}
  }
  mountZcommand(app, core)
  mount(app, updateSettings, update)
  mount(app, updateDisplaySettings, update)
  mount(app, updateNotificationSettings, update)

  mount(app, updateSettingsDefaults, async (settings, { actor }) => {
    requireAdministrator(actor)
    await doChangeDefaultSettings(core, settings)
    return {}
  })
}
