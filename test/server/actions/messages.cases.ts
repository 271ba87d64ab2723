import { describe, expect, test } from 'vitest'
import { doExpireMessages } from '../../../server/features/messages/actions/expire.ts'
import { doRerender } from '../../../server/features/messages/actions/rerender.ts'
import { doAddSubmessage } from '../../../server/features/messages/actions/submessage.ts'
import { doReact } from '../../../server/features/reactions/actions.ts'
import { doTellRestart } from '../../../server/features/register/index.ts'
import { verifyAction } from '../../support/verify-action.ts'
import { createWorld, send } from './world.ts'

describe('register plus events is a new register, for everybody, around messages', () => {
  test('when people react and vote', async () => {
    const { core } = await createWorld()
    const id = await send(core, 2, 'open', '/poll Soup?\nyes\nno')
    const emoji = { name: 'octopus', code: '1f419', kind: 'unicode_emoji' }
    expect(await verifyAction(core, doReact, core, 3, id, 'add', emoji)).toBe(true)
    expect(await verifyAction(core, doReact, core, 3, id, 'remove', emoji)).toBe(true)
    const about = { zulip_version: '10', zulip_merge_base: '10', zulip_feature_level: 1 }
    await verifyAction(core, doTellRestart, core, about, 'first pages')
    await verifyAction(core, doTellRestart, core, about, 'other pages')
    await core.db.query(`update message set rendered = 'without a preview' where id = $1`, [id])
    expect(await verifyAction(core, doRerender, core, id)).toBe(true)
    const content = JSON.stringify({ type: 'vote', key: 'canned,0', vote: 1 })
    await verifyAction(core, doAddSubmessage, core, 3, { messageId: id, type: 'widget', content })
    await core.db.query(`update message set date_sent = now() - interval '3 days'`)
    await core.db.query('update stream set message_retention_days = 1')
    await verifyAction(core, doExpireMessages, core)
  })
})
