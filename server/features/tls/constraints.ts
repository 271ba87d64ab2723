import { BlockList, isIP } from 'node:net'
import type { Names } from './names.ts'

/** Domains that no public name lies in: RFC 6762, RFC 8375, RFC 6761, ICANN's .internal, and the widespread .lan. */
export const PRIVATE_DOMAINS = ['local', 'lan', 'home.arpa', 'internal', 'localhost'] as const

/** Address ranges that only local networks use. */
const PRIVATE_RANGES = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const

/**
 * What a certificate authority may vouch for: private names and ranges, and the names chosen when it was made.
 * A stolen authority key is then of no use against any other website that its users visit.
 */
export interface Constraints {
  readonly domains: readonly string[]
  readonly ranges: readonly (readonly [address: string, prefix: number])[]
}

export function constraintsFor(chosen: Names): Constraints {
  return {
    domains: [...new Set([...PRIVATE_DOMAINS, ...chosen.dns])],
    ranges: [...PRIVATE_RANGES, ...chosen.ips.map((ip) => [ip, isIP(ip) === 6 ? 128 : 32] as const)],
  }
}

/** `names` without what the constraints exclude, as RFC 5280 §4.2.1.10 matches them. */
export function permitted(names: Names, { domains, ranges }: Constraints): Names {
  const list = new BlockList()
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, family(address))
  return {
    dns: names.dns.filter((name) => domains.some((domain) => name === domain || name.endsWith(`.${domain}`))),
    ips: names.ips.filter((ip) => list.check(ip, family(ip))),
  }
}

function family(ip: string): 'ipv4' | 'ipv6' {
  return isIP(ip) === 6 ? 'ipv6' : 'ipv4'
}
