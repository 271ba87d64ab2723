import { lookup } from 'node:dns/promises'
import { isPublic, parseAddress } from './addresses.ts'
import type { AllowList } from './allow-list.ts'
import { OutgoingError } from './errors.ts'

/** All addresses of a name. A parameter, so that a test can answer one thing first and another later. */
export type Resolve = (host: string) => Promise<readonly string[]>

/** As the rest of the system does, with its hosts file and local names. */
export const resolveBySystem: Resolve = async (host) =>
  (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address)

/** What other protocols than HTTP listen on, above 1024: a request there could be read as their commands. */
const OTHER_PROTOCOLS = new Set([
  1433, 1521, 1719, 1720, 1723, 2049, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5433, 5900, 6000, 6379, 6566,
  6665, 6666, 6667, 6668, 6669, 6679, 6697, 9200, 9300, 10_080, 11_211, 27_017,
])
const isWebPort = (port: number) => port === 80 || port === 443 || (port > 1024 && !OTHER_PROTOCOLS.has(port))

export interface Target {
  readonly url: URL
  readonly host: string
  readonly port: number
  /** Checked; the connection is made to one of these and nothing else. */
  readonly addresses: readonly string[]
}

/** @throws {OutgoingError} for what is no web address, or none that strangers may send this host to */
function parseTarget(text: string | URL): Omit<Target, 'addresses'> {
  const url = URL.canParse(String(text)) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) throw new OutgoingError('blocked', 'This is no web address')
  if (url.username || url.password) throw new OutgoingError('blocked', 'Addresses with a password are not called')
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  if (!isWebPort(port)) throw new OutgoingError('blocked', `Port ${port} is not one of web servers`)
  return { url, host: url.hostname.replace(/^\[|\]$|\.$/g, ''), port }
}

/** @throws {OutgoingError} unless every address of the host may be called */
export async function findTarget(text: string | URL, resolve: Resolve, allow: AllowList | undefined): Promise<Target> {
  const { url, host, port } = parseTarget(text)
  const addresses = parseAddress(host) ? [host] : await resolve(host)
  if (addresses.length === 0) throw new OutgoingError('dns', 'There is no host of this name')
  for (const text of addresses) {
    const address = parseAddress(text)
    const mayCall = address && (isPublic(address) || allow?.allows(host, text, port))
    // One bad address among good ones is refused, too: it would be tried when the others do not answer.
    if (!mayCall) throw new OutgoingError('blocked', 'Only addresses of the public internet are called')
  }
  return { url, host, port, addresses }
}
