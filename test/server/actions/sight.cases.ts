import { describe, test } from 'vitest'
import { doChangeRealm } from '../../../server/features/organization/actions/change.ts'
import { doMeet } from '../../../server/features/sight/actions.ts'
import { doSubscribe } from '../../../server/features/streams/actions/subscribe.ts'
import { doUnsubscribe } from '../../../server/features/streams/actions/unsubscribe.ts'
import { readStream } from '../../../server/features/streams/repository.ts'
import { readSystemGroups } from '../../../server/features/user-groups/index.ts'
import { doChangeSettings } from '../../../server/features/user-settings/actions.ts'
import { doUpdateUser } from '../../../server/features/users/actions/update.ts'
import { actor } from '../../support/core.ts'
import { verifyAction } from '../../support/verify-action.ts'
import { createWorld, GUEST, send } from './world.ts'

describe('register plus events is a new register, for everybody, where guests do not see everybody', () => {
  test('when they come to see people and lose sight of them', async () => {
    const { core, open } = await createWorld()
    const system = await readSystemGroups(core.db)
    const limit = (group: string) => {
      const permissions = { can_access_all_users_group: system.get(group) ?? 0 }
      return verifyAction(core, doChangeRealm, core, { texts: {}, rules: {}, permissions })
    }
    const streams = [{ name: 'side', description: '' }]
    const join = { streams, inviteOnly: false, publicHistory: true }
    await verifyAction(core, doSubscribe, core, actor(1), { ...join, users: [1] })
    await verifyAction(core, doUnsubscribe, core, GUEST, [await readStream(core.db, open)])
    await limit('role:members')
    await send(core, 2, 'open', 'nobody sees me')
    await verifyAction(core, doUpdateUser, core, core.auth, 3, { fullName: 'Hidden', role: undefined })
    await verifyAction(core, doChangeSettings, core, 3, { timezone: 'Europe/Berlin', presence_enabled: false })
    await verifyAction(core, doSubscribe, core, actor(1), { ...join, users: [GUEST, 3] })
    const [side] = await core.db.query<{ id: number }>(`select id from stream where name = 'side'`)
    await verifyAction(core, doUnsubscribe, core, 3, [await readStream(core.db, side?.id ?? 0)])
    await verifyAction(core, doMeet, core, [2, GUEST], async (tx) => {
      await tx.query(`insert into recipient (kind) values (2)`)
      await tx.query(`insert into direct_group select max(id), '{2,${GUEST}}' from recipient`)
      await tx.query(
        `insert into direct_group_member select u, max(r.id) from recipient r, unnest('{2,${GUEST}}'::int[]) u group by u`,
      )
    })
    await verifyAction(core, doUpdateUser, core, core.auth, GUEST, { fullName: undefined, role: 400 })
    await verifyAction(core, doUpdateUser, core, core.auth, GUEST, { fullName: undefined, role: 600 })
    await limit('role:everyone')
  })
})
