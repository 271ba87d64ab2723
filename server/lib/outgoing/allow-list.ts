import ipaddr from 'ipaddr.js'
import { parseAddress } from './addresses.ts'

/** Which addresses that are not public may be called all the same. */
export interface AllowList {
  allows(host: string, address: string, port: number): boolean
}

interface Entry {
  readonly host: string | undefined
  readonly range: readonly [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined
  readonly port: number | undefined
}

/** `[address]` or anything else, each with a port; an address of IPv6 without brackets has none. */
const WITH_PORT = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/

function parseEntry(text: string): Entry {
  const [, bracketed, plain, digits] = WITH_PORT.exec(text) ?? []
  const where = bracketed ?? plain ?? text
  const port = digits === undefined ? undefined : Number(digits)
  if (ipaddr.isValidCIDR(where)) return { host: undefined, range: ipaddr.parseCIDR(where), port }
  const address = parseAddress(where)
  if (!address) return { host: where, range: undefined, port }
  return { host: undefined, range: [address, address.kind() === 'ipv4' ? 32 : 128], port }
}

/** The entries of the setting `outgoing_private_addresses`: `bot.office.lan`, `10.0.0.5:5000`, `192.168.7.0/24`, `[fd00::5]:5000`. */
export function createAllowList(entries: readonly string[]): AllowList {
  const parsed = entries.map(parseEntry)
  return {
    allows(host, text, port) {
      const address = parseAddress(text)
      const name = host.toLowerCase().replace(/\.$/, '')
      return parsed.some((entry) => {
        if (entry.port !== undefined && entry.port !== port) return false
        if (entry.host !== undefined) return entry.host === name
        const [base, bits] = entry.range ?? []
        return address !== undefined && base?.kind() === address.kind() && address.match(base, bits)
      })
    },
  }
}
