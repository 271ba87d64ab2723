import { expect, test } from 'vitest'
import type { AnyEndpoint } from '../../../server/http/call.ts'
import { contextOf } from '../../../server/http/context.ts'
import { PREFIX } from '../../../server/http/mount.ts'
import { type ChatApi, MEMBER, startChat } from '../features/chat-api.ts'
import { recordingLog } from '../postgres/cluster.ts'
import { type Caller, callAs, gather, gatherStrangers } from './cast.ts'
import { live, plant } from './secrets.ts'
import { APART, aims, OTHER_ADDRESSES, type Secrets, type Values } from './values.ts'

/** Where the texts are that whose they are is told by these calls. */
const FOUND = 'name description topic text direct alert bytes draft snippet title scheduled key value'.split(' ')

const fill = (path: string, values: Values, otherwise: number) =>
  path
    .replace(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(String(values[name] ?? otherwise)))
    .replaceAll('*', 'x')

/** Every endpoint and every other address as one caller, aimed at the secrets. @returns what they should not have been told */
async function tryAll(
  chat: ChatApi,
  caller: Caller,
  secrets: Secrets,
  check?: (endpoint: AnyEndpoint, status: number) => void,
) {
  const faults: string[] = []
  const judge = (what: string, status: number, text: string) => {
    if (caller.canaries.test(text)) faults.push(`${caller.name} by ${what}: ${text}`)
    if (status >= 500 && status !== 503) faults.push(`${caller.name} by ${what}: status ${status}`)
  }
  // Aims that differ in nothing an endpoint knows are one call.
  const made = new Set<string>()
  for (const values of aims(secrets)) {
    for (const endpoint of contextOf(chat.app).endpoints) {
      const { operation, method, path, params, surfaces = ['api'] } = endpoint
      if (APART.has(operation)) continue
      const given = Object.keys(params).filter((name) => values[name] !== undefined && !path.includes(`:${name}`))
      const form = Object.fromEntries(given.map((name) => [name, values[name]]))
      const address = `${PREFIX[surfaces[0] ?? 'api']}${fill(path, values, secrets.message)}`
      const call = `${method} ${address} ${JSON.stringify(form)}`
      if (made.has(call)) continue
      made.add(call)
      const { status, text } = await callAs(chat, caller, method, address, form)
      judge(operation, status, text)
      check?.(endpoint, status)
    }
  }
  for (const path of OTHER_ADDRESSES) {
    const { status, text } = await callAs(chat, caller, 'GET', fill(path, aims(secrets)[0] ?? {}, secrets.message))
    judge(path, status, text)
  }
  return { faults, calls: made.size }
}

interface Listener {
  readonly caller: Caller
  readonly queue_id: unknown
  readonly last_event_id: unknown
}

async function listen(chat: ChatApi, caller: Caller): Promise<Listener> {
  const { json, text } = await callAs(chat, caller, 'POST', '/api/v1/register')
  expect(json, caller.name).toMatchObject({ result: 'success' })
  expect(text, caller.name).not.toMatch(caller.canaries)
  return { caller, queue_id: json['queue_id'], last_event_id: json['last_event_id'] }
}

async function expectNothingHeard(chat: ChatApi, { caller, queue_id, last_event_id: first }: Listener): Promise<void> {
  await chat.core.log.look()
  let last_event_id = first
  for (;;) {
    const poll = { queue_id, last_event_id, dont_block: true }
    const { json, text } = await callAs(chat, caller, 'GET', '/api/v1/events', poll)
    expect(json, caller.name).toMatchObject({ result: 'success' })
    expect(text, caller.name).not.toMatch(caller.canaries)
    const events = json['events'] as { id: number }[]
    if (events.length === 0) return
    last_event_id = events.at(-1)?.id
  }
}

test('nobody outside a private stream or a conversation sees anything of it, by whatever route, event or log', {
  timeout: 300_000,
}, async () => {
  const { log, text: logged } = recordingLog()
  const chat = await startChat({ log })
  const secrets = await plant(chat)
  const callers = await gather(chat)
  const listeners = []
  for (const caller of callers) listeners.push(await listen(chat, caller))
  await live(chat, secrets)

  const faults: string[] = []
  for (const caller of callers) {
    const tried = await tryAll(chat, caller, secrets)
    expect(tried.calls).toBeGreaterThan(150)
    faults.push(...tried.faults)
  }
  expect(faults).toEqual([])
  for (const listener of listeners) await expectNothingHeard(chat, listener)
  expect(logged()).not.toMatch(/canary-/)

  // The same calls find all of it where it may be found.
  const own = await tryAll(chat, { name: 'its owner', headers: chat.headers(MEMBER), canaries: /canary-/ }, secrets)
  for (const where of FOUND) expect(own.faults.join(), where).toContain(`canary-${where}`)
})

test('nobody gets past a route that needs a login without one, and no closed account does', {
  timeout: 300_000,
}, async () => {
  const { log, text: logged } = recordingLog()
  const chat = await startChat({ log })
  const secrets = await plant(chat)
  for (const caller of await gatherStrangers(chat)) {
    const { faults } = await tryAll(chat, caller, secrets, ({ operation, access }, status) => {
      if (access === 'user') expect(status, `${operation} by ${caller.name}`).toBe(401)
    })
    expect(faults).toEqual([])
  }
  expect(logged()).not.toMatch(/canary-/)
})

test('every live route is one that the matrix knows', async () => {
  const chat = await startChat()
  const { endpoints, routes } = contextOf(chat.app)
  const named = new Set(OTHER_ADDRESSES)
  for (const { path, surfaces = ['api', 'json'] as const } of endpoints) {
    for (const surface of surfaces) named.add(`${PREFIX[surface]}${path}`)
  }
  const urls = routes.urls.filter((url) => !named.has(url) && !named.has(url.replace(/\/$/, '')))
  expect(urls, 'add these to OTHER_ADDRESSES').toEqual([])
  expect([...OTHER_ADDRESSES].filter((url) => !routes.urls.includes(url))).toEqual([])
  expect([...contextOf(chat.app).upgrades.keys()]).toEqual([])
})
