import type { FastifyInstance } from 'fastify'
import * as contract from '../../../contract/chat/bots.ts'
import { ApiError } from '../../../contract/errors.ts'
import type { Core } from '../../../delivery/core.ts'
import { TextFile } from '../../../http/call.ts'
import { mount } from '../../../http/mount.ts'
import { writeZuliprc } from '../../../lib/zuliprc.ts'
import type { Auth } from '../../auth/index.ts'
import { doRenewApiKey } from '../actions/bots/keys.ts'
import { doRemoveStorage, doUpdateStorage } from '../actions/bots/storage.ts'
import { checkBot } from '../actions/bots/update.ts'
import { findServices, findStorage } from './repository.ts'
import { toKeyAndStreams } from './wire.ts'

/**
 * Keys of one's own and of one's bots, and what programs keep here.
 * @param url the address that clients are given
 */
export function mountKeysAndStorage(app: FastifyInstance, core: Core, auth: Auth, url: () => string): void {
  mount(app, contract.getBotKey, async ({ bot_id: id }, { actor }) => {
    const { api_key } = toKeyAndStreams(await checkBot(core.db, actor, id), auth.secrets)
    return { api_key }
  })

  mount(app, contract.getBotZuliprc, async ({ bot_id: id }, { actor }) => {
    const bot = await checkBot(core.db, actor, id)
    const key = toKeyAndStreams(bot, auth.secrets)['api_key'] as string
    const [service] = await findServices(core.db, auth.secrets, id)
    return new TextFile('zuliprc', writeZuliprc({ email: bot.email, key, site: url(), token: service?.token }))
  })

  mount(app, contract.renewBotKey, async ({ bot_id: id }, { actor }) => {
    await checkBot(core.db, actor, id)
    return { api_key: await doRenewApiKey(core, auth, { id, isBot: true }) }
  })

  mount(app, contract.renewOwnKey, async (_params, { actor }) => ({ api_key: await doRenewApiKey(core, auth, actor) }))

  mount(app, contract.getStorage, async ({ keys }, { actor }) => {
    const found = await findStorage(core.db, actor.id, keys)
    if (keys?.some((key) => !found.has(key))) throw new ApiError('BAD_REQUEST', 'Key does not exist.')
    return { storage: Object.fromEntries(found) }
  })

  mount(app, contract.updateStorage, async ({ storage }, { actor }) => {
    await doUpdateStorage(core, actor.id, storage)
    return {}
  })

  mount(app, contract.removeStorage, async ({ keys }, { actor }) => {
    await doRemoveStorage(core, actor.id, keys)
    return {}
  })
}
