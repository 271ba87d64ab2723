import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { ApiClient } from '../support/api.ts'
import { createDataFolder, killHost, type RunningHost, startHost } from '../support/host.ts'

const SENDERS = 8
const RATE = 200
const CYCLES = Number(process.env['HEARTH_FAULT_CYCLES'] ?? (process.env['HEARTH_DEEP'] ? 250 : 4))

interface Sender {
  /** content → id, as acknowledged */
  readonly acknowledged: Map<string, number>
  readonly attempted: Set<string>
}

/** A small seeded generator, so that a failing schedule can be run again. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

const postmasterOf = (data: string) =>
  Number(readFileSync(join(data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
const childrenOf = (pid: number) => {
  const text = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
  return text.split('\n').filter(Boolean).map(Number)
}

/** Sends the same text with the same key until somebody acknowledges it. */
async function sendUntilAcknowledged(
  login: () => Promise<ApiClient>,
  sender: Sender,
  queue: string,
  text: string,
): Promise<void> {
  sender.attempted.add(text)
  for (;;) {
    const answer = await login()
      .then((client) =>
        client.call('POST', '/messages', {
          type: 'stream',
          to: 'general',
          topic: 'faults',
          content: text,
          queue_id: queue,
          local_id: text,
        }),
      )
      .catch(() => undefined)
    if (answer?.body.result === 'success') {
      sender.acknowledged.set(text, answer.body['id'] as number)
      return
    }
    await sleep(50)
  }
}

test(`kill -9 of host, postmaster, a backend or everything, ${CYCLES} times: nothing lost, nothing doubled`, {
  timeout: CYCLES * 30_000 + 60_000,
}, async () => {
  const seed = Number(process.env['HEARTH_SEED'] ?? Date.now() % 1_000_000)
  const random = createRandom(seed)
  const data = createDataFolder()
  let host: RunningHost = await startHost(data)
  const port = Number(new URL(host.url).port)
  const clients = new Map<RunningHost, Promise<ApiClient>>()
  // One login a host: an API key outlives it, but connections do not.
  const login = () => {
    const here = host
    const known = clients.get(here) ?? ApiClient.login(here, 'ada@acme.test')
    clients.set(here, known)
    known.catch(() => clients.delete(here))
    return known
  }
  const ada = await login()
  await ada.call('POST', '/users/me/subscriptions', { subscriptions: [{ name: 'general' }] })
  const { body } = await ada.call('POST', '/register', { event_types: ['message'] })
  const queue = body['queue_id'] as string
  const sender: Sender = { acknowledged: new Map(), attempted: new Set() }
  let isOver = false
  let isSaid = false
  const speak = async (name: number) => {
    for (let i = 0; !isOver; i++) {
      await sendUntilAcknowledged(login, sender, queue, `${name}-${i}`)
      await sleep((1000 * SENDERS) / RATE)
    }
  }
  const heard: number[] = []
  const listen = async () => {
    let cursor = body['last_event_id'] as number
    while (!isSaid || heard.length < sender.acknowledged.size) {
      const answer = await login()
        .then((client) => client.call('GET', '/events', { queue_id: queue, last_event_id: cursor, dont_block: isSaid }))
        .catch(() => undefined)
      expect(answer?.body.code, `seed ${seed}`).not.toBe('BAD_EVENT_QUEUE_ID')
      const events = (answer?.body['events'] ?? []) as { id: number; type: string; message?: { id: number } }[]
      for (const event of events) {
        cursor = Math.max(cursor, event.id)
        if (event.message) heard.push(event.message.id)
      }
      if (answer?.body.result !== 'success') await sleep(50)
    }
  }
  const listening = listen()
  const speaking = Array.from({ length: SENDERS }, (_, i) => speak(i))
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    const before = sender.acknowledged.size
    await sleep(300 + random() * 1000)
    const target = Math.floor(random() * 4)
    const postmaster = postmasterOf(data)
    if (target === 0 || target === 3) await killHost(host.process)
    if (target === 1 || target === 3) process.kill(postmaster, 'SIGKILL')
    if (target === 2) {
      const backends = childrenOf(postmaster)
      const victim = backends[Math.floor(random() * backends.length)]
      if (victim) process.kill(victim, 'SIGKILL')
    }
    if (target === 0 || target === 3) host = await startHost(data, port)
    const deadline = Date.now() + 20_000
    while (sender.acknowledged.size <= before + SENDERS) {
      if (Date.now() > deadline)
        throw new Error(`Nothing was acknowledged for 20 s after fault ${target} (seed ${seed}):\n${host.said()}`)
      await sleep(20)
    }
  }
  isOver = true
  await Promise.all(speaking)
  isSaid = true
  // Wakes the poll that is waiting.
  await sendUntilAcknowledged(login, sender, queue, 'the last word')
  await listening

  const stored = new Map<number, string>()
  const client = await login()
  for (let anchor = '0'; ; ) {
    const answer = await client.call('GET', '/messages', {
      anchor,
      num_before: 0,
      num_after: 2000,
      apply_markdown: false,
    })
    const page = answer.body['messages'] as { id: number; content: string }[]
    for (const message of page) stored.set(message.id, message.content)
    if (answer.body['found_newest']) break
    anchor = String(page.at(-1)?.id)
  }
  const texts = [...stored.values()]
  expect(new Set(texts).size, `doubled, seed ${seed}`).toBe(texts.length)
  for (const [text, id] of sender.acknowledged) expect(stored.get(id), `seed ${seed}`).toBe(text)
  expect(heard, `heard out of order or twice, seed ${seed}`).toEqual([...new Set(heard)].sort((a, b) => a - b))
  expect(heard).toEqual([...stored.keys()].sort((a, b) => a - b))
})
