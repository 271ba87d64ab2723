import { isIP } from 'node:net'
import { canonicalIp } from '../../lib/addresses.ts'

/** Names and IP addresses, canonical, each once and in a fixed order. */
export interface Names {
  readonly dns: readonly string[]
  readonly ips: readonly string[]
}

interface Surroundings {
  /** As the system says it: possibly in upper case, with a domain, or no valid name at all. */
  readonly machineName: string
  /** The setting `addresses`: names and IP addresses. */
  readonly addresses: readonly string[]
  readonly networkAddresses: readonly string[]
}

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** Names that somebody gave this host: its machine name and the setting. They must work, or somebody must be told. */
export function givenNames({ machineName, addresses }: Omit<Surroundings, 'networkAddresses'>): Names {
  const machine = machineName.toLowerCase().replace(/\.$/, '')
  const labels = machine.split('.')
  const own = labels.every((label) => LABEL.test(label)) && isIP(machine) === 0 ? [machine, labels[0] as string] : []
  return {
    dns: distinct([...own, ...addresses.filter((address) => isIP(address) === 0)]),
    ips: distinct(addresses.filter((address) => isIP(address) !== 0).map(canonicalIp)),
  }
}

/** Everything under which this host is to be reached. */
export function allNames(from: Surroundings): Names {
  const given = givenNames(from)
  const own = givenNames({ ...from, addresses: [] }).dns.at(-1)
  return {
    dns: distinct(['localhost', ...given.dns, ...(own ? [`${own}.local`] : [])]),
    ips: distinct(['127.0.0.1', '::1', ...given.ips, ...from.networkAddresses]),
  }
}

export function sameNames(a: Names, b: Names): boolean {
  const key = ({ dns, ips }: Names) => JSON.stringify([[...dns].sort(), [...ips].sort()])
  return key(a) === key(b)
}

function distinct(list: readonly string[]): string[] {
  return [...new Set(list)]
}
