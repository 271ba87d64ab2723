import { BlockList, isIP, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'

/** The machine's IP addresses that other machines can reach it by, canonical and sorted. */
export function networkAddresses(): string[] {
  const found = new Set<string>()
  for (const list of Object.values(networkInterfaces())) {
    for (const { address, internal } of list ?? []) {
      // Link-local IPv6 needs a zone (%eth0), which no browser accepts in an address.
      if (!internal && !/^fe[89ab]/i.test(address)) found.add(canonicalIp(address))
    }
  }
  return [...found].sort()
}

const RECENT_MS = 2_000
let recent: { readonly addresses: readonly string[]; readonly at: number } | undefined

/** As they were two seconds ago at most: each text that is rendered asks, and the system takes longer than the renderer. */
export function recentNetworkAddresses(): readonly string[] {
  const now = performance.now()
  if (!recent || now - recent.at > RECENT_MS) recent = { addresses: networkAddresses(), at: now }
  return recent.addresses
}

/** Whether an address belongs to a network that this machine is part of. */
export function isOnLink(address: string): boolean {
  const links = new BlockList()
  for (const list of Object.values(networkInterfaces())) {
    for (const { cidr, family } of list ?? []) {
      const [network, prefix] = cidr?.split('/') ?? []
      if (network && prefix) links.addSubnet(network, Number(prefix), family === 'IPv6' ? 'ipv6' : 'ipv4')
    }
  }
  return isIP(address) !== 0 && links.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

/** One spelling per IP address: `::1`, never `0:0:0:0:0:0:0:1` or upper case. */
export function canonicalIp(ip: string): string {
  return isIPv6(ip) ? new URL(`http://[${ip}]`).hostname.slice(1, -1) : ip
}

/** `https://host:port`, with the brackets that IPv6 needs. */
export function httpsUrl(host: string, port: number): string {
  return `https://${authority(host, port)}`
}

/** `http://host:port`: only for the page on which trust is learnt. */
export function plainUrl(host: string, port: number): string {
  return `http://${authority(host, port)}`
}

function authority(host: string, port: number): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`
}
