import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'

/** A Host header or an address list's entry without port, brackets and final dot, in lower case; undefined if malformed. */
function hostName(header: string): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@\s]+))(?::\d{1,5})?$/i.exec(header)
  const name = match?.[1] ?? match?.[2]
  if (name !== undefined) return name.toLowerCase().replace(/\.$/, '')
  return isIPv6(header) ? header.toLowerCase() : undefined
}

/**
 * Answers only for the names this host is known by: a page of another name that resolves here (DNS rebinding)
 * would otherwise be same-origin with us, and links would be built from whatever a request claims.
 */
export class HostGuard {
  readonly #hosts: () => readonly string[]
  #list: readonly string[] | undefined
  // Headers as received, accepted under the present list: the usual request costs one look-up.
  readonly #accepted = new Map<string, string>()

  constructor(hosts: () => readonly string[]) {
    this.#hosts = hosts
  }

  /** The request's host name without port; undefined when it is not one of ours. */
  allowed(request: IncomingMessage & { originalUrl?: string }): string | undefined {
    const header = request.headers.host ?? ''
    const url = request.originalUrl ?? request.url ?? '/'
    // RFC 9112 §3.2.2: the authority of an absolute-form target replaces Host; here they must agree on an own name.
    if (url.charCodeAt(0) !== 47 && url !== '*' && !this.#allows(authorityOf(url) ?? '')) return undefined
    return this.#allows(header)
  }

  #allows(header: string): string | undefined {
    const list = this.#hosts()
    if (list !== this.#list || this.#accepted.size > 100) {
      this.#accepted.clear()
      this.#list = list
    }
    const known = this.#accepted.get(header)
    if (known !== undefined) return known
    const name = hostName(header)
    if (name === undefined || !list.some((entry) => hostName(entry) === name)) return undefined
    this.#accepted.set(header, name)
    return name
  }
}

/** `https://authority/path` → `authority`; undefined for every other target. */
function authorityOf(target: string): string | undefined {
  return /^https:\/\/([^/?#]+)/i.exec(target)?.[1]
}

/** The path and query of an absolute-form target, for routing. */
export function originForm(target: string): string {
  if (target.charCodeAt(0) === 47) return target
  const authority = authorityOf(target)
  if (authority === undefined) return '/'
  const rest = target.slice('https://'.length + authority.length)
  return rest.startsWith('/') ? rest : `/${rest}`
}
