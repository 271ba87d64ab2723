import { describe, test } from 'vitest'
import { doAnswer, doTellOwner } from '../../../server/features/outgoing-webhooks/actions.ts'
import { doDeactivateUser, doReactivateUser } from '../../../server/features/users/actions/activation.ts'
import { checkCreateBot, doCreateBot } from '../../../server/features/users/actions/bots/create.ts'
import { doRenewApiKey } from '../../../server/features/users/actions/bots/keys.ts'
import { doRemoveStorage, doUpdateStorage } from '../../../server/features/users/actions/bots/storage.ts'
import { type BotChange, checkUpdateBot, doUpdateBot } from '../../../server/features/users/actions/bots/update.ts'
import { doUpdateUser } from '../../../server/features/users/actions/update.ts'
import { findUsers } from '../../../server/features/users/repository.ts'
import { actor, type TestCore } from '../../support/core.ts'
import { verifyAction } from '../../support/verify-action.ts'
import { createWorld } from './world.ts'

const NOTHING: BotChange = {
  fullName: undefined,
  role: undefined,
  owner: undefined,
  serviceUrl: undefined,
  serviceInterface: undefined,
  config: undefined,
  streams: { sending: undefined, events: undefined, all: undefined },
}

async function createBot(core: TestCore, owner: number, shortName: string, type = 1): Promise<number> {
  const request = {
    fullName: `The ${shortName}`,
    shortName,
    type,
    service: { url: 'https://hooks.acme.test/', interface: 1 },
    serviceName: null,
    config: {},
    streams: NOTHING.streams,
  }
  const surroundings = { host: 'acme.test', policy: 1 }
  const checked = await checkCreateBot(core, actor(owner), request, surroundings)
  return verifyAction(core, doCreateBot, core, core.auth, checked)
}

describe('register plus events is a new register, with bots', () => {
  test('when they are made, changed and given away', async () => {
    const { core } = await createWorld()
    const helper = await createBot(core, 2, 'helper')
    const hook = await createBot(core, 1, 'hook', 3)
    const changes: [number, Partial<BotChange>][] = [
      [helper, { fullName: 'Helping hand', streams: { sending: 'open', events: 'open', all: true } }],
      [hook, { serviceUrl: 'https://other.acme.test/', serviceInterface: 2 }],
      [helper, { owner: 3 }],
      [helper, { role: 100 }],
      [helper, { role: 400, streams: { sending: '', events: undefined, all: undefined } }],
    ]
    for (const [id, change] of changes) {
      const checked = await checkUpdateBot(core, actor(1), id, { ...NOTHING, ...change })
      await verifyAction(core, doUpdateBot, core, core.auth, checked)
    }
  })

  test('when their webhook answers, and when it does not', async () => {
    const { core, open } = await createWorld()
    const hook = await createBot(core, 2, 'hook', 3)
    const [bot] = await findUsers(core.db, hook)
    if (!bot) throw new Error('There is no bot')
    const place = { type: 'stream', stream_id: open, subject: 'lunch' }
    await verifyAction(core, doAnswer, core, bot, { id: 1 }, place, 'done')
    const people = { type: 'private', display_recipient: [{ id: 3 }, { id: hook }] }
    await verifyAction(core, doAnswer, core, bot, { id: 2 }, people, 'done')
    await verifyAction(core, doTellOwner, core, bot, 'could not be told.')
  })

  test('when they get new keys, are closed and opened', async () => {
    const { core } = await createWorld()
    const helper = await createBot(core, 3, 'helper')
    await verifyAction(core, doRenewApiKey, core, core.auth, { id: helper, isBot: true })
    await verifyAction(core, doRenewApiKey, core, core.auth, actor(2))
    await verifyAction(core, doDeactivateUser, core, core.auth, helper)
    await verifyAction(core, doReactivateUser, core, core.auth, helper)
    await verifyAction(core, doDeactivateUser, core, core.auth, 3)
  })

  test('when their owners are promoted and demoted', async () => {
    const { core } = await createWorld()
    await createBot(core, 2, 'helper')
    const other = await createBot(core, 3, 'other')
    for (const role of [200, 100, 400, 600] as const) {
      await verifyAction(core, doUpdateUser, core, core.auth, 2, { fullName: undefined, role })
    }
    await verifyAction(core, doUpdateUser, core, core.auth, other, { fullName: 'Renamed', role: 600 })
  })

  test('when they lose the roles that their owners lose', async () => {
    const { core } = await createWorld()
    const helper = await createBot(core, 2, 'helper')
    for (const role of [200, 100] as const) {
      await verifyAction(core, doUpdateUser, core, core.auth, 2, { fullName: undefined, role })
      const checked = await checkUpdateBot(core, actor(1), helper, { ...NOTHING, role })
      await verifyAction(core, doUpdateBot, core, core.auth, checked)
    }
    await verifyAction(core, doUpdateUser, core, core.auth, 2, { fullName: undefined, role: 400 })
  })

  test('when programs keep something', async () => {
    const { core } = await createWorld()
    await verifyAction(core, doUpdateStorage, core, 2, { seen: '7' })
    await verifyAction(core, doRemoveStorage, core, 2, ['seen'])
  })
})
