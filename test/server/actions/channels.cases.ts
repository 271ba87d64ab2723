import { describe, test } from 'vitest'
import { checkDeleteTopic, doDeleteTopic } from '../../../server/features/messages/actions/delete-topic.ts'
import { doChangeRealm } from '../../../server/features/organization/actions/change.ts'
import { doArchiveStream } from '../../../server/features/streams/actions/archive.ts'
import {
  doChangeDefaultGroup,
  doCreateDefaultGroup,
  doDeleteDefaultGroup,
  doUpdateDefaultGroup,
} from '../../../server/features/streams/actions/default-groups.ts'
import { doSetDefaultStream } from '../../../server/features/streams/actions/default-streams.ts'
import { doSetProperties } from '../../../server/features/streams/actions/properties.ts'
import { doSubscribe } from '../../../server/features/streams/actions/subscribe.ts'
import { doUnsubscribe } from '../../../server/features/streams/actions/unsubscribe.ts'
import { doUpdateStream, type StreamChange } from '../../../server/features/streams/actions/update.ts'
import { readStream } from '../../../server/features/streams/repository.ts'
import { doCreateGroup, doDeactivateGroup, doUpdateGroup } from '../../../server/features/user-groups/actions/group.ts'
import { doChangeMembers } from '../../../server/features/user-groups/actions/members.ts'
import { doSetTopicPolicy } from '../../../server/features/user-topics/actions.ts'
import { doUpdateUser } from '../../../server/features/users/actions/update.ts'
import { actor } from '../../support/core.ts'
import { verifyAction } from '../../support/verify-action.ts'
import { createWorld, GUEST, send } from './world.ts'

const NONE = { add: [], remove: [] }

describe('register plus events is a new register: groups', () => {
  test('when they are made, changed, nested and ended', async () => {
    const { core } = await createWorld()
    const group = {
      name: 'office',
      description: 'in the house',
      members: [1, 2],
      subgroups: [],
      settings: { can_mention_group: 6 },
    }
    const id = await verifyAction(core, doCreateGroup, core, actor(1), group)
    const settings = { can_join_group: { direct_members: [2], direct_subgroups: [id] } }
    const other = await verifyAction(core, doCreateGroup, core, actor(1), { ...group, name: 'floor', settings })
    await send(core, 3, 'open', 'hello @*office*')
    await verifyAction(core, doChangeMembers, core, id, { add: [3], remove: [1], subgroups: NONE })
    await verifyAction(core, doChangeMembers, core, id, { ...NONE, subgroups: { add: [other, 2], remove: [] } })
    await verifyAction(core, doChangeMembers, core, id, { ...NONE, subgroups: { add: [], remove: [2] } })
    await verifyAction(core, doUpdateGroup, core, id, { name: 'team', settings: { can_mention_group: 2 } })
    await verifyAction(core, doUpdateGroup, core, other, { settings: { can_join_group: 3 } })
    await verifyAction(core, doDeactivateGroup, core, id)
  })
})

describe('register plus events is a new register: streams', () => {
  test('when a stream is renamed, described, closed, opened and archived', async () => {
    const { core, open, board } = await createWorld()
    await send(core, 3, 'open', 'hello')
    for (const [user, stream] of [
      [3, open],
      [GUEST, open],
      [3, board],
    ] as const) {
      await doSetTopicPolicy(core, user, { stream, topic: 'lunch', policy: 1 })
    }
    const update = (id: number, change: StreamChange) => verifyAction(core, doUpdateStream, core, id, change)
    await update(open, { name: 'wide', description: 'all of *us*', postPolicy: 2, retentionDays: 30 })
    await update(open, { postPolicy: 1, retentionDays: null, isDefault: true })
    const settings = { can_administer_channel_group: { direct_members: [2], direct_subgroups: [3] } }
    await update(open, { settings, isDefault: false })
    await update(open, { settings: { can_administer_channel_group: 2, can_remove_subscribers_group: 3 } })
    await update(board, { privacy: { isPrivate: false, publicHistory: true } })
    await send(core, 1, 'board', 'open for all')
    await update(board, { privacy: { isPrivate: true, publicHistory: true } })
    await update(open, { privacy: { isPrivate: true, publicHistory: false } })
    await send(core, 2, 'wide', 'for us alone')
    const rules = { new_stream_announcements_stream_id: open, signup_announcements_stream_id: open }
    await verifyAction(core, doChangeRealm, core, { texts: {}, rules, permissions: {} })
    await verifyAction(core, doArchiveStream, core, open)
  })

  test('when people set what a stream is for them, leave it and come back', async () => {
    const { core, open } = await createWorld()
    await verifyAction(core, doSetProperties, core, 2, [
      { stream: open, property: 'is_muted', value: true },
      { stream: open, property: 'color', value: '#00ff00' },
      { stream: open, property: 'push_notifications', value: false },
    ])
    for (const user of [2, GUEST]) {
      await doSetTopicPolicy(core, user, { stream: open, topic: 'lunch', policy: 1 })
      await verifyAction(core, doUnsubscribe, core, user, [await readStream(core.db, open)])
    }
    await verifyAction(core, doUpdateUser, core, core.auth, GUEST, { fullName: undefined, role: 400 })
    await verifyAction(core, doUpdateUser, core, core.auth, GUEST, { fullName: undefined, role: 600 })
    const join = { streams: [{ name: 'open', description: '' }], inviteOnly: false, publicHistory: true }
    await verifyAction(core, doSubscribe, core, actor(1), { ...join, users: [2, 3, GUEST] })
  })

  test('when streams become where new people are', async () => {
    const { core, open } = await createWorld()
    await verifyAction(core, doSetDefaultStream, core, open, true)
    await verifyAction(core, doCreateDefaultGroup, core, { name: 'newcomers', description: 'start', streams: [open] })
    await verifyAction(core, doUpdateDefaultGroup, core, 1, { name: 'new', description: 'here' })
    await verifyAction(core, doChangeDefaultGroup, core, 1, 'remove', [open])
    await verifyAction(core, doChangeDefaultGroup, core, 1, 'add', [open])
    await verifyAction(core, doArchiveStream, core, open)
    await verifyAction(core, doDeleteDefaultGroup, core, 1)
  })

  test('when topics are deleted, also where each sees only what they received', async () => {
    const { core, open, board } = await createWorld()
    await send(core, 3, 'open', 'hello @**User 2**')
    await send(core, 2, 'open', 'good bye', 'other')
    await send(core, 1, 'board', 'before you came')
    const join = { streams: [{ name: 'board', description: '' }], inviteOnly: false, publicHistory: true }
    await verifyAction(core, doSubscribe, core, actor(1), { ...join, users: [3] })
    await send(core, 1, 'board', 'welcome')
    for (const id of [open, board]) {
      await verifyAction(core, doDeleteTopic, core, actor(1), await checkDeleteTopic(core, actor(1), id, 'LUNCH'))
    }
  })
})
