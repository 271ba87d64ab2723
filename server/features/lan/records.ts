import { isIPv4 } from 'node:net'
import type multicastDns from 'multicast-dns'

/** The packets that multicast-dns hands out; its own types say no more. */
export type Query = multicastDns.QueryPacket
export type Response = multicastDns.ResponsePacket
export type Answer = NonNullable<Response['answers']>[number]

/** What one host says of itself in the local network. */
export interface Announcement {
  /** Without `.local`. */
  readonly name: string
  readonly port: number
  /** Told apart from another Hearth on the same machine. */
  readonly instanceId: string
  readonly addresses: readonly string[]
}

const SERVICE = '_https._tcp.local'
const SERVICES = '_services._dns-sd._udp.local'
/** RFC 6762 §10: two minutes for what names an address, 75 for the rest. */
const HOST_TTL = 120
const OTHER_TTL = 4500

export function hostOf(name: string): string {
  return `${name}.local`
}

function instanceOf(name: string): string {
  return `Hearth ${name}.${SERVICE}`
}

/** Every record of an announcement; `ttl` 0 takes them back (RFC 6762 §10.1). Those that are ours alone flush caches. */
export function recordsOf({ name, port, instanceId, addresses }: Announcement, ttl?: number): Answer[] {
  const host = hostOf(name)
  const instance = instanceOf(name)
  const short = { ttl: ttl ?? HOST_TTL, flush: true, class: 'IN' } as const
  const shared = { ttl: ttl ?? OTHER_TTL, class: 'IN' } as const
  return [
    ...addresses.map((ip): Answer => ({ name: host, type: isIPv4(ip) ? 'A' : 'AAAA', data: ip, ...short })),
    { name: instance, type: 'SRV', data: { port, target: host, priority: 0, weight: 0 }, ...short },
    { name: instance, type: 'TXT', data: [`id=${instanceId}`, 'path=/'], ...shared, flush: true },
    { name: SERVICE, type: 'PTR', data: instance, ...shared },
    { name: SERVICES, type: 'PTR', data: SERVICE, ...shared },
  ]
}

/** What to answer a query with; the addresses come along with whatever leads to them. */
export function answersTo(query: Query, own: Announcement): Answer[] {
  const records = recordsOf(own)
  const asked = records.filter((record) =>
    query.questions?.some(
      ({ name, type }) => sameName(name, record.name) && (type === record.type || (type as string) === 'ANY'),
    ),
  )
  const leads = asked.some(({ type, name }) => type === 'PTR' && name === SERVICE)
  const further = records.filter(({ type }) =>
    leads ? type !== 'PTR' : asked.some((a) => a.type === 'SRV') && isHost(type),
  )
  return [...new Set([...asked, ...further])]
}

export interface Conflict {
  /** Ours and theirs of whatever differs: both sides see the same two and agree on which is greater. */
  readonly mine: string
  readonly theirs: string
}

/**
 * Whether a response says that somebody else has the name: another machine with other addresses, or this machine's
 * other Hearth with another id. What comes from this machine may be our own words, from before an address changed.
 */
export function conflictIn(response: Response, own: Announcement, isFromHere: boolean): Conflict | undefined {
  const records = [...(response.answers ?? []), ...(response.additionals ?? [])].filter(
    (record) => (record as { ttl?: number }).ttl !== 0,
  )
  const addresses = records.flatMap((record) =>
    isHost(record.type) && sameName(record.name, hostOf(own.name)) ? [String((record as { data: unknown }).data)] : [],
  )
  if (!isFromHere && addresses.some((ip) => !own.addresses.includes(ip))) {
    return { mine: keyOf(own.addresses), theirs: keyOf(addresses) }
  }
  const mine = `id=${own.instanceId}`
  const theirs = records
    .flatMap((record) =>
      record.type === 'TXT' && sameName(record.name, instanceOf(own.name)) ? textsOf(record.data) : [],
    )
    .find((text) => text.startsWith('id=') && text !== mine)
  return theirs === undefined ? undefined : { mine, theirs }
}

export function keyOf(addresses: readonly string[]): string {
  return [...new Set(addresses)].sort().join()
}

/** Names are compared without case, as in all of DNS. */
function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

function isHost(type: string): boolean {
  return type === 'A' || type === 'AAAA'
}

function textsOf(data: unknown): string[] {
  return (Array.isArray(data) ? data : [data]).map(String)
}
