import { describe, test } from 'vitest'
import { doAddAlertWords, doRemoveAlertWords } from '../../../server/features/alert-words/actions.ts'
import {
  checkDraft,
  doCreateDrafts,
  doDeleteDraft,
  doEditDraft,
} from '../../../server/features/drafts/actions/drafts.ts'
import { doCreateSnippet, doDeleteSnippet, doEditSnippet } from '../../../server/features/drafts/actions/snippets.ts'
import { checkMoveMessages, doMoveMessages } from '../../../server/features/messages/actions/move.ts'
import { doMarkOnboardingStep } from '../../../server/features/onboarding/actions.ts'
import { doAddPushDevice, doRemovePushDevice } from '../../../server/features/push-devices/actions.ts'
import { checkReschedule, checkSchedule } from '../../../server/features/scheduled-messages/actions/check.ts'
import {
  doCreateScheduled,
  doDeleteScheduled,
  doUpdateScheduled,
} from '../../../server/features/scheduled-messages/actions/schedule.ts'
import { doSendScheduled } from '../../../server/features/scheduled-messages/actions/send.ts'
import { doChangeSettings } from '../../../server/features/user-settings/index.ts'
import { checkStatus, doUpdateStatus } from '../../../server/features/user-status/actions.ts'
import { checkTopicWish, doSetTopicPolicy, doWishAutomatically } from '../../../server/features/user-topics/actions.ts'
import { actor } from '../../support/core.ts'
import { verifyAction } from '../../support/verify-action.ts'
import { createWorld, send } from './world.ts'

describe('what people keep for themselves', () => {
  test('when drafts and snippets are written, changed and dropped', async () => {
    const { core, open } = await createWorld()
    const note = (content: string, timestamp: number) => ({ type: '' as const, to: [], topic: 't', content, timestamp })
    const drafts = [
      await checkDraft(core, actor(2), note('first', 100)),
      await checkDraft(core, actor(2), { ...note('second', 300), type: 'stream', to: [open] }),
    ]
    const [first, second] = await verifyAction(core, doCreateDrafts, core, 2, drafts)
    const direct = { ...note('third', 200), type: 'private' as const, to: [3] }
    await verifyAction(core, doEditDraft, core, 2, first ?? 0, await checkDraft(core, actor(2), direct))
    await verifyAction(core, doDeleteDraft, core, 2, second ?? 0)
    const id = await verifyAction(core, doCreateSnippet, core, 3, { title: 'hi', content: 'hello' })
    await verifyAction(core, doCreateSnippet, core, 3, { title: 'bye', content: 'good bye' })
    await verifyAction(core, doEditSnippet, core, 3, id, { title: 'Hi' })
    await verifyAction(core, doDeleteSnippet, core, 3, id)
  })

  test('when words and topics are watched, and topics muted', async () => {
    const { core, open } = await createWorld()
    await verifyAction(core, doAddAlertWords, core, 2, ['lunch', 'Soup', 'LUNCH', ''])
    await verifyAction(core, doRemoveAlertWords, core, 2, ['soup', 'unknown'])
    for (const [topic, policy] of [
      ['lunch', 1],
      ['dinner', 3],
      ['Lunch', 2],
      ['lunch', 2],
      ['LUNCH', 0],
    ] as const) {
      const wish = await checkTopicWish(core, actor(2), open, { topic, policy })
      await verifyAction(core, doSetTopicPolicy, core, 2, wish)
    }
    await verifyAction(core, doSetTopicPolicy, core, 3, { stream: open, topic: 'tea', policy: 1 })
    await verifyAction(core, doWishAutomatically, core, { stream: open, topic: 'Tea' }, [
      { user: 2, policy: 2, evenMuted: false },
      { user: 3, policy: 3, evenMuted: true },
    ])
    const id = await send(core, 1, 'open', 'soup', 'dinner')
    const request = { id, mode: 'change_all' as const, topic: '✔ dinner', streamId: undefined }
    const move = await checkMoveMessages(core, actor(1), request)
    if (!move) throw new Error('There is something to move')
    await verifyAction(core, doMoveMessages, core, actor(1), move)
  })

  test('when somebody says how they are, sees a notice, and brings a phone', async () => {
    const { core } = await createWorld()
    const say = async (text: string | undefined, name: string | undefined) => {
      const change = await checkStatus(core.db, { text, name, code: undefined, kind: undefined })
      await verifyAction(core, doUpdateStatus, core, 3, change)
    }
    await say('at lunch', undefined)
    await say(undefined, 'car')
    await verifyAction(core, doChangeSettings, core, 3, { presence_enabled: false })
    await say('', undefined)
    await say(undefined, '')
    await verifyAction(core, doChangeSettings, core, 3, { presence_enabled: true })
    await verifyAction(core, doMarkOnboardingStep, core, 3, 'intro_inbox_view_modal')
    await verifyAction(core, doAddPushDevice, core, 3, { kind: 'fcm', token: 'x', appId: null })
    await verifyAction(core, doRemovePushDevice, core, 3, 'fcm', 'x')
  })

  test('when messages are scheduled, changed, sent and given up', async () => {
    const { core, open } = await createWorld()
    const later = Math.floor(Date.now() / 1000) + 3_600
    const how = { readBySender: null, client: 'test' }
    const schedule = async (to: number | number[], topic: string | undefined, deliverAt: number) => {
      const wish = { isStream: topic !== undefined, to, topic, content: 'hello', deliverAt }
      return verifyAction(core, doCreateScheduled, core, 2, await checkSchedule(core, actor(2), wish), how)
    }
    const first = await schedule(open, 'lunch', later + 20)
    const second = await schedule([1, 3], undefined, later + 10)
    const none = { isStream: undefined, to: undefined, topic: undefined, content: undefined, deliverAt: undefined }
    const change = await checkReschedule(core, actor(2), first, { ...none, content: 'bye', deliverAt: later })
    await verifyAction(core, doUpdateScheduled, core, 2, first, change)
    await verifyAction(core, doDeleteScheduled, core, 2, second)
    await core.db.query("update scheduled_message set deliver_at = now() - interval '1 day'")
    await verifyAction(core, doSendScheduled, core, first)
    const third = await schedule(open, 'lunch', later)
    await core.db.query("update scheduled_message set deliver_at = to_timestamp(1000), topic = ''")
    await core.db.query('update user_account set is_active = false where id = 2')
    await verifyAction(core, doSendScheduled, core, third)
  })
})
