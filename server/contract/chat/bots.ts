import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

// Zulip's web app has these and its API documentation has not: the shapes are those of its clients.

const id = json(z.int32().positive())
/** 1 generic, 2 incoming webhook, 3 outgoing webhook, 4 embedded. */
const botType = json(z.int()).default(1)
const bot = { bot_id: id }
const MAX_NAME = 100
const MAX_URL = 2_000
/** A setting of an integration is a line of text. */
const config = json(z.record(z.string().max(100), z.string().max(5_000)))
const streams = {
  /** Names; empty: none. */
  default_sending_stream: z.string().max(MAX_NAME).optional(),
  default_events_register_stream: z.string().max(MAX_NAME).optional(),
  default_all_public_streams: json(z.boolean()).optional(),
}

export const getBots = endpoint({ operation: 'get-bots', method: 'GET', path: '/bots', access: 'user', params: {} })

export const createBot = endpoint({
  operation: 'create-bot',
  method: 'POST',
  path: '/bots',
  access: 'user',
  params: {
    full_name: z.string(),
    short_name: z.string(),
    bot_type: botType,
    payload_url: json(z.string().max(MAX_URL)).default(''),
    /** 1 Zulip's form, 2 Slack's. */
    interface_type: json(z.int()).default(1),
    service_name: z.string().max(MAX_NAME).optional(),
    config_data: config.default({}),
    ...streams,
  },
})

/** What is absent stays. */
export const updateBot = endpoint({
  operation: 'update-bot',
  method: 'PATCH',
  path: '/bots/:bot_id',
  access: 'user',
  params: {
    ...bot,
    full_name: z.string().optional(),
    role: json(z.literal([100, 200, 300, 400, 600])).optional(),
    bot_owner_id: id.optional(),
    service_payload_url: json(z.string().max(MAX_URL)).optional(),
    service_interface: json(z.int()).optional(),
    config_data: config.optional(),
    ...streams,
  },
})

export const deactivateBot = endpoint({
  operation: 'deactivate-bot',
  method: 'DELETE',
  path: '/bots/:bot_id',
  access: 'user',
  params: bot,
})

export const getBotKey = endpoint({
  operation: 'get-bot-api-key',
  method: 'GET',
  path: '/bots/:bot_id/api_key',
  access: 'user',
  params: bot,
})

/** Hearth's own: a bot's address and key as the file that client libraries read. */
export const getBotZuliprc = endpoint({
  operation: 'get-bot-zuliprc',
  method: 'GET',
  path: '/bots/:bot_id/zuliprc',
  access: 'user',
  params: bot,
})

export const renewBotKey = endpoint({
  operation: 'regenerate-bot-api-key',
  method: 'POST',
  path: '/bots/:bot_id/api_key/regenerate',
  access: 'user',
  params: bot,
})

export const renewOwnKey = endpoint({
  operation: 'regenerate-own-api-key',
  method: 'POST',
  path: '/users/me/api_key/regenerate',
  access: 'user',
  params: {},
})

const key = z.string().min(1).max(1_000)
/** All of an account's keys and values together, in characters. */
export const MAX_BOT_STORAGE = 1_000_000

export const getStorage = endpoint({
  operation: 'get-bot-storage',
  method: 'GET',
  path: '/bot_storage',
  access: 'user',
  params: { keys: json(z.array(key).max(10_000)).optional() },
})

export const updateStorage = endpoint({
  operation: 'update-bot-storage',
  method: 'PUT',
  path: '/bot_storage',
  access: 'user',
  params: { storage: json(z.record(key, z.string())) },
})

export const removeStorage = endpoint({
  operation: 'remove-bot-storage',
  method: 'DELETE',
  path: '/bot_storage',
  access: 'user',
  params: { keys: json(z.array(key).max(10_000)).optional() },
})
