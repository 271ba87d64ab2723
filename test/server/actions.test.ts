import { randomBytes } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { doLogin, doLogout, doRevokeSessions } from '../../server/features/auth/actions.ts'
import { deriveKeys } from '../../server/features/auth/keys.ts'
import { PasswordHasher } from '../../server/features/auth/passwords.ts'
import { LoginThrottle } from '../../server/features/auth/throttle.ts'
import {
  checkJoin,
  doCreateInvite,
  doInviteByMail,
  doJoin,
  doResendInvite,
  doRevokeInvite,
} from '../../server/features/invites/actions.ts'
import { doDeleteMessage } from '../../server/features/messages/actions/delete.ts'
import { checkEditContent, doEditContent } from '../../server/features/messages/actions/edit.ts'
import { doMarkRead, doUpdateFlags } from '../../server/features/messages/actions/flags.ts'
import { checkMoveMessages, doMoveMessages } from '../../server/features/messages/actions/move.ts'
import { checkSendMessage, doSendMessage } from '../../server/features/messages/actions/send.ts'
import { doCreateOrganization } from '../../server/features/organization/actions/create.ts'
import { doUpdatePresence } from '../../server/features/presence/actions.ts'
import { Presences } from '../../server/features/presence/index.ts'
import { doSubscribe } from '../../server/features/streams/actions/subscribe.ts'
import { doUnsubscribe } from '../../server/features/streams/actions/unsubscribe.ts'
import { readStream } from '../../server/features/streams/repository.ts'
import { doSetTyping } from '../../server/features/typing/actions.ts'
import { doDeactivateUser, doReactivateUser } from '../../server/features/users/actions/activation.ts'
import { doCreateUser } from '../../server/features/users/actions/create.ts'
import { doMuteUser, doUnmuteUser } from '../../server/features/users/actions/mute.ts'
import { doUpdateUser } from '../../server/features/users/actions/update.ts'
import { silentLog } from '../../server/lib/log.ts'
import { actor, startCore } from '../support/core.ts'
import { createTestDatabase } from '../support/database.ts'
import { verified, verifyAction } from '../support/verify-action.ts'
import './actions/bots.cases.ts'
import './actions/files.cases.ts'
import './actions/sight.cases.ts'
import './actions/people.cases.ts'
import { createWorld, GUEST, send } from './actions/world.ts'
import './actions/channels.cases.ts'
import './actions/messages.cases.ts'
import './actions/personal.cases.ts'
import './actions/settings.cases.ts'

// Cases of a feature each; the last test of this file looks at all of them together.

describe('register plus events is a new register, for everybody', () => {
  test('when messages are sent, flagged, edited and deleted', async () => {
    const { core, open } = await createWorld()
    const id = await send(core, 2, 'open', 'hello @**User 3**')
    await send(core, 3, 'open', 'hello @**all**', 'dinner')
    const people = { isStream: false, to: '[1,3]', topic: undefined, queueId: undefined, localId: undefined }
    const direct = await checkSendMessage(core, actor(2), { ...people, content: 'psst' })
    await verifyAction(core, doSendMessage, core, direct)
    await verifyAction(core, doUpdateFlags, core, 3, [id], 'add', 'read')
    await verifyAction(core, doUpdateFlags, core, 3, [id], 'remove', 'read')
    await verifyAction(core, doUpdateFlags, core, 3, [id], 'add', 'starred')
    const { composed } = await checkEditContent(core, actor(2), id, 'hello @**User 1**')
    await verifyAction(core, doEditContent, core, actor(2), id, composed)
    await verifyAction(core, doMarkRead, core, { user: GUEST, op: 'read', scope: 'stream', recipient: open })
    await verifyAction(core, doMarkRead, core, { user: 3, op: 'read', scope: 'all' })
    await verifyAction(core, doDeleteMessage, core, actor(1), id)
  })

  test.each(['change_one', 'change_later', 'change_all'] as const)('when messages are moved (%s)', async (mode) => {
    const { core, board } = await createWorld()
    await send(core, 2, 'open', 'first')
    const id = await send(core, 2, 'open', 'second @**User 3**')
    await send(core, 2, 'open', 'third @**User 2**')
    await send(core, 1, 'open', 'there before', 'dinner')
    for (const where of [{ topic: 'food' }, { topic: 'dinner' }, { streamId: board }, { topic: 'meals' }]) {
      const request = { id, mode, topic: undefined, streamId: undefined, ...where }
      const move = await checkMoveMessages(core, actor(1), request)
      if (!move) throw new Error('There is something to move')
      await verifyAction(core, doMoveMessages, core, actor(1), move)
    }
  })

  test('when people come, go, and come back', async () => {
    const { core, open, board } = await createWorld()
    const user = { email: 'new@acme.test', fullName: 'New', role: 400 as const, password: 'correct horse battery' }
    const password = await core.auth.preparePassword(user.password)
    const id = await verifyAction(core, doCreateUser, core, core.auth, user, password)
    const join = { streams: [{ name: 'board', description: '' }], inviteOnly: false, publicHistory: true }
    await verifyAction(core, doSubscribe, core, actor(1), { ...join, users: [id, 3, GUEST] })
    await send(core, 1, 'board', 'welcome')
    await verifyAction(core, doUnsubscribe, core, 3, [await readStream(core.db, board)])
    await verifyAction(core, doUnsubscribe, core, GUEST, [await readStream(core.db, open)])
    await verifyAction(core, doDeactivateUser, core, core.auth, 2)
    await send(core, 1, 'board', 'is anybody missing?')
    await verifyAction(core, doReactivateUser, core, core.auth, 2)
    await send(core, 2, 'board', 'back')
  })

  test('when people are renamed, promoted and muted', async () => {
    const { core } = await createWorld()
    await send(core, 3, 'open', 'before the mute')
    await verifyAction(core, doMuteUser, core, 2, 3)
    await send(core, 3, 'open', 'unheard')
    await verifyAction(core, doUnmuteUser, core, 2, 3)
    await send(core, 3, 'open', 'heard again')
    await verifyAction(core, doUpdateUser, core, core.auth, 3, { fullName: 'Third', role: 200 })
    await verifyAction(core, doUpdateUser, core, core.auth, 3, { fullName: undefined, role: 600 })
  })

  test('when people type and are there', async () => {
    const { core, open } = await createWorld()
    const presences = new Presences(core.db, silentLog)
    await verifyAction(core, doUpdatePresence, core, presences, actor(2), 'active')
    const place = { kind: 'stream', stream: open, topic: 'lunch' } as const
    await verifyAction(core, doSetTyping, core, actor(2), 'start', place)
    await presences.flush()
  })

  test('when people are invited and join', async () => {
    const { core, board } = await createWorld()
    const invite = { role: 400, isReusable: true, expiresInMinutes: 60, withPublicStreams: true } as const
    const { token, id } = await verifyAction(core, doCreateInvite, core, core.auth.secrets, 1, {
      ...invite,
      streamIds: [board],
    })
    const person = { token, fullName: 'New', email: 'new@acme.test', password: 'correct horse battery staple' }
    const password = await checkJoin(core, core.auth, person)
    await verifyAction(core, doJoin, core, core.auth, person, password)
    await verifyAction(core, doRevokeInvite, core, id)
    await verifyAction(core, doInviteByMail, core, core.auth.secrets, 1, { ...invite, streamIds: [] }, [
      'new@else.test',
    ])
    await verifyAction(core, doResendInvite, core, id + 1)
  })

  test('when somebody logs in and out', async () => {
    const { core } = await createWorld()
    const keys = deriveKeys(randomBytes(32))
    const parts = { db: core.db, keys, hasher: new PasswordHasher(), throttle: new LoginThrottle(), log: silentLog }
    const ctx = { ...parts, forget: () => {} }
    const email = 'u2@acme.test'
    const person = { id: 2, email, deliveryEmail: email, fullName: 'User 2', isBot: false, isActive: true }
    const account = { ...person, role: 400 as const }
    await verifyAction(core, doLogin, ctx, account, { userAgent: 'test', ip: '127.0.0.1' })
    const [session] = await core.auth.listSessions(2)
    await verifyAction(core, doLogout, ctx, 2, session?.id ?? '')
    await verifyAction(core, doRevokeSessions, ctx, 2)
  })

  test('from nothing', async () => {
    const core = await startCore(await createTestDatabase())
    const owner = { email: 'ada@acme.test', fullName: 'Ada', role: 100 as const, password: 'correct horse battery' }
    await verifyAction(core, doCreateOrganization, core, core.auth, 'Acme', [owner])
    await core.stop()
  })
})

test('every action of every feature was verified', () => {
  const server = join(import.meta.dirname, '../../server')
  const actions = globSync('features/**/*.ts', { cwd: server }).flatMap((file) => {
    const text = readFileSync(join(server, file), 'utf8')
    return [...text.matchAll(/^export (?:async )?function (do[A-Z]\w+)/gm)].map((match) => match[1] ?? '')
  })
  expect(actions.length).toBeGreaterThan(10)
  expect([...verified].sort()).toEqual(actions.sort())
})
