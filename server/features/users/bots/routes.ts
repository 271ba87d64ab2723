import type { FastifyInstance } from 'fastify'
import * as contract from '../../../contract/chat/bots.ts'
import type { Core } from '../../../delivery/core.ts'
import { mount } from '../../../http/mount.ts'
import type { Auth } from '../../auth/index.ts'
import { readRealmSettings } from '../../realm-settings/index.ts'
import { doDeactivateUser } from '../actions/activation.ts'
import { checkCreateBot, doCreateBot } from '../actions/bots/create.ts'
import { checkBot, checkUpdateBot, doUpdateBot } from '../actions/bots/update.ts'
import { requirePerson } from './policy.ts'
import { findBots } from './repository.ts'
import { toKeyAndStreams, toServices } from './wire.ts'

/** @param host the name that this server is known by */
export function mountBots(app: FastifyInstance, core: Core, auth: Auth, host: () => string): void {
  mount(app, contract.getBots, async (_params, { actor }) => {
    requirePerson(actor)
    const bots = (await findBots(core.db, { owner: actor.id })).filter((bot) => bot.is_active)
    const shown = bots.map((bot) => ({
      username: bot.email,
      full_name: bot.full_name,
      ...toKeyAndStreams(bot, auth.secrets),
    }))
    return { bots: shown }
  })

  mount(app, contract.createBot, async (params, { actor }) => {
    const request = {
      fullName: params.full_name,
      shortName: params.short_name,
      type: params.bot_type,
      service: { url: params.payload_url, interface: params.interface_type },
      serviceName: params.service_name ?? null,
      config: params.config_data,
      streams: streamNames(params),
    }
    const surroundings = { host: host(), policy: (await readRealmSettings(core.db)).bot_creation_policy }
    const id = await doCreateBot(core, auth, await checkCreateBot(core, actor, request, surroundings))
    const [bot] = await findBots(core.db, { id })
    return { user_id: id, ...(bot && toKeyAndStreams(bot, auth.secrets)) }
  })

  mount(app, contract.updateBot, async (params, { actor }) => {
    const change = {
      fullName: params.full_name,
      role: params.role,
      owner: params.bot_owner_id,
      serviceUrl: params.service_payload_url,
      serviceInterface: params.service_interface,
      config: params.config_data,
      streams: streamNames(params),
    }
    await doUpdateBot(core, auth, await checkUpdateBot(core, actor, params.bot_id, change))
    return answerUpdate(core, auth, params.bot_id)
  })

  mount(app, contract.deactivateBot, async ({ bot_id: id }, { actor }) => {
    await checkBot(core.db, actor, id)
    await doDeactivateUser(core, auth, id)
    return {}
  })
}

async function answerUpdate(core: Core, { secrets }: Auth, id: number): Promise<Record<string, unknown>> {
  const [bot] = await findBots(core.db, { id })
  if (!bot) return {}
  const { api_key, ...shown } = toKeyAndStreams(bot, secrets)
  const [service] = toServices(bot, secrets)
  return {
    full_name: bot.full_name,
    ...shown,
    service_interface: service?.['interface'] ?? 1,
    service_payload_url: service?.['base_url'] ?? null,
    config_data: bot.config,
    ...(bot.owner_email === null ? {} : { bot_owner: bot.owner_email }),
  }
}

interface Named {
  readonly default_sending_stream?: string | undefined
  readonly default_events_register_stream?: string | undefined
  readonly default_all_public_streams?: boolean | undefined
}

function streamNames(params: Named) {
  return {
    sending: params.default_sending_stream,
    events: params.default_events_register_stream,
    all: params.default_all_public_streams,
  }
}
