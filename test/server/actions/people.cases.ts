import { describe, test } from 'vitest'
import { doChangeDefaultSettings, doChangeSettings } from '../../../server/features/user-settings/actions.ts'
import { doCreateUser } from '../../../server/features/users/actions/create.ts'
import { doUpdateUser } from '../../../server/features/users/actions/update.ts'
import { verifyAction } from '../../support/verify-action.ts'
import { createWorld } from './world.ts'

describe('register plus events is a new register, with hidden addresses', () => {
  test('when people hide and show theirs, come, and are promoted', async () => {
    const { core } = await createWorld()
    for (const visibility of [2, 3, 5, 4, 1, 3] as const) {
      await verifyAction(core, doChangeSettings, core, 3, { email_address_visibility: visibility })
    }
    await verifyAction(core, doChangeDefaultSettings, core, { email_address_visibility: 5 })
    const user = { email: 'new@acme.test', fullName: 'New', role: 400 as const, password: 'correct horse battery' }
    await verifyAction(core, doCreateUser, core, core.auth, user, await core.auth.preparePassword(user.password))
    for (const role of [300, 200, 600] as const) {
      await verifyAction(core, doUpdateUser, core, core.auth, 2, { fullName: undefined, role })
    }
  })
})
