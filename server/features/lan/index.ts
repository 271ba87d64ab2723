import { setTimeout as delay } from 'node:timers/promises'
import multicastDns from 'multicast-dns'
import { type Services, stateOf } from '../../control/services.ts'
import { networkAddresses as currentAddresses, isOnLink } from '../../lib/addresses.ts'
import type { Log } from '../../lib/log.ts'
import {
  type Announcement,
  answersTo,
  conflictIn,
  hostOf,
  keyOf,
  type Query,
  type Response,
  recordsOf,
} from './records.ts'

const CHECK_EVERY = 10_000
/** RFC 6762 §8.1: three probes, 250 ms apart, after a random wait, so that hosts switched on together do not collide. */
const PROBES = 3
const PROBE_GAP = 250
const NAMES_TRIED = 50
const MDNS_PORT = 5353

interface Source {
  readonly address: string
  readonly port: number
}

export interface LanOptions {
  /** The name to announce, without `.local`; undefined: announce nothing. Read at every check. */
  readonly wanted: () => string | undefined
  /** The name that was found free before: taken again first, since people have it in their bookmarks. */
  readonly remembered: { get(): string | undefined; set(name: string): void }
  readonly instanceId: string
  readonly services: Services
  readonly log: Log
  /** The announced name is another, or gone. */
  readonly onChange: () => void
  readonly networkAddresses?: () => readonly string[]
}

/** Finds a free `.local` name for this host and announces it with its service: RFC 6762 and 6763. */
export interface Lan {
  /** Begins to announce the HTTPS port; never waits and never fails, as the host works without. */
  start(port: number): void
  /** Looks at once whether name and addresses are still right; also happens every ten seconds. */
  check(): Promise<void>
  /** The announced name, ending in `.local`; empty while there is none. */
  name(): string
  /** The same; while it is looked for, that of the last time: the certificate need not be made without it first. */
  expectedName(): string
  /** Takes back what was announced. */
  stop(): Promise<void>
}

export function createLan(o: LanOptions): Lan {
  const addresses = o.networkAddresses ?? currentAddresses
  let port = 0
  let socket: multicastDns.MulticastDNS | undefined
  let announced: Announcement | undefined
  let base: string | undefined
  let timer: NodeJS.Timeout | undefined
  let checking: Promise<void> | undefined
  let stopped = true
  let isContested = false

  function open(): multicastDns.MulticastDNS {
    if (socket) return socket
    const opened = multicastDns({ ttl: 255 })
    // Without a listener an error event would end the process.
    opened.on('error', (error: Error) => fail(error))
    opened.on('warning', (error: Error) => o.log.debug({ err: error }, 'A multicast packet was not understood'))
    opened.on(
      'query',
      safely((query: Query, from: Source) => {
        if (announced) reply(opened, query, from, announced)
      }),
    )
    opened.on(
      'response',
      safely((response: Response, from: Source) => {
        const conflict = announced && conflictIn(response, announced, isHere(from))
        if (!announced || !conflict) return
        // Both sides judge alike: one keeps the name and says so again, the other looks for a new one.
        if (conflict.mine > conflict.theirs) say(opened, recordsOf(announced)).catch(fail)
        else {
          isContested = true
          void lan.check()
        }
      }),
    )
    return (socket = opened)
  }

  /** Anybody in the network may send anything here: no packet may end the host. */
  function safely<Packet>(listener: (packet: Packet, from: Source) => void) {
    return (packet: Packet, from: Source) => {
      try {
        // RFC 6762 §11: who is not on this network is not answered, so that nobody else is hit with our answers.
        if (isOnLink(from.address)) listener(packet, from)
      } catch (error) {
        o.log.debug({ err: error, from: from.address }, 'A multicast packet could not be dealt with')
      }
    }
  }

  function isHere(from: Source): boolean {
    return addresses().includes(from.address)
  }

  function fail(error: unknown): void {
    if (stopped) return
    const reason = `The network does not let this host announce itself: ${(error as Error).message}`
    const advice = 'Use the IP address instead; look whether a firewall or another program holds UDP port 5353.'
    o.services.set('discovery', stateOf('degraded', reason, advice))
  }

  async function isFree(candidate: Announcement): Promise<boolean> {
    const mdns = open()
    let isTaken = false
    const look = (response: Response, from: Source) => {
      if (conflictIn(response, candidate, isHere(from))) isTaken = true
    }
    mdns.on('response', look)
    try {
      await delay(Math.random() * PROBE_GAP)
      for (let i = 0; i < PROBES && !isTaken && !stopped; i++) {
        const names = recordsOf(candidate).filter(({ type }) => type === 'A' || type === 'SRV')
        const questions = [...new Set(names.map(({ name }) => name))].map((name) => ({ name, type: 'ANY' as never }))
        await ask(mdns, questions)
        await delay(PROBE_GAP)
      }
    } finally {
      mdns.off('response', look)
    }
    return !isTaken
  }

  async function findName(wanted: string, present: readonly string[]): Promise<Announcement> {
    const first = o.remembered.get()
    const isOurs = first === wanted || (first?.startsWith(`${wanted}-`) && /^\d+$/.test(first.slice(wanted.length + 1)))
    const names = Array.from({ length: NAMES_TRIED }, (_, i) => (i === 0 ? wanted : `${wanted}-${i + 1}`))
    for (const name of new Set(first && isOurs ? [first, ...names] : names)) {
      const candidate = { name, port, instanceId: o.instanceId, addresses: present }
      if (await isFree(candidate)) return candidate
    }
    throw new Error(`${hostOf(wanted)} and ${NAMES_TRIED - 1} names like it are taken`)
  }

  async function withdraw(): Promise<void> {
    const old = announced
    announced = undefined
    if (old && socket) await say(socket, recordsOf(old, 0)).catch(() => undefined)
  }

  async function keepAnnounced(wanted: string): Promise<void> {
    const before = announced
    const present = addresses()
    if (present.length === 0) throw new Error('there is no network')
    const isNameRight = before && base === wanted && !isContested
    isContested = false
    if (!isNameRight) {
      announced = undefined
      base = wanted
      announced = await findName(wanted, present)
      o.remembered.set(announced.name)
    } else if (keyOf(before.addresses) !== keyOf(present)) announced = { ...before, addresses: present }
    if (announced && announced !== before) await say(open(), recordsOf(announced))
    o.services.set('discovery', stateOf('running'))
  }

  async function stayQuiet(): Promise<void> {
    await withdraw()
    close()
    o.services.set('discovery', stateOf('stopped'))
  }

  async function checkNow(): Promise<void> {
    const wanted = o.wanted()
    const before = lan.name()
    await (wanted === undefined ? stayQuiet() : keepAnnounced(wanted))
    const name = lan.name()
    if (name === before) return
    if (name) o.log.info({ name }, 'This host is found in the local network')
    o.onChange()
  }

  function close(): void {
    socket?.destroy()
    socket = undefined
  }

  const lan: Lan = {
    start(https) {
      port = https
      stopped = false
      timer = setInterval(() => void lan.check(), CHECK_EVERY).unref()
      void lan.check()
    },
    check() {
      if (stopped) return Promise.resolve()
      checking ??= checkNow()
        .catch(fail)
        .finally(() => (checking = undefined))
      return checking
    },
    name: () => (announced ? hostOf(announced.name) : ''),
    expectedName() {
      const known = o.wanted() === undefined ? undefined : o.remembered.get()
      return lan.name() || (known === undefined ? '' : hostOf(known))
    },
    async stop() {
      clearInterval(timer)
      stopped = true
      await checking
      await stayQuiet()
    },
  }
  return lan
}

function say(mdns: multicastDns.MulticastDNS, answers: ReturnType<typeof recordsOf>): Promise<void> {
  return new Promise((resolve, reject) => mdns.respond(answers, (error) => (error ? reject(error) : resolve())))
}

function ask(mdns: multicastDns.MulticastDNS, questions: { name: string; type: never }[]): Promise<void> {
  return new Promise((resolve, reject) => mdns.query({ questions }, (error) => (error ? reject(error) : resolve())))
}

/** RFC 6762 §6.7: who asks from another port is a simple resolver and waits for an answer of the usual kind. */
function reply(
  mdns: multicastDns.MulticastDNS,
  query: Query,
  from: { address: string; port: number },
  own: Announcement,
) {
  const answers = answersTo(query, own)
  // No socket listens on port 0: the packet is forged, and sending there throws.
  if (answers.length === 0 || from.port === 0) return
  if (from.port === MDNS_PORT) mdns.respond(answers)
  else {
    const simple = answers.map((answer) => ({ ...answer, flush: false, ttl: 10 }))
    const packet = { id: (query as { id?: number }).id, questions: query.questions, answers: simple }
    mdns.respond(packet, from)
  }
}
