import { z } from 'zod'

// RFC 1123 names, in lower case; an underscore or an empty label would be refused by browsers and certificates alike.
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const HOST_NAME = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*$`)
const ALL_DIGITS_AT_END = /(?:^|\.)\d+$/

function isHostName(text: string): boolean {
  return HOST_NAME.test(text) && !ALL_DIGITS_AT_END.test(text)
}

/** A host name in lower case, an IPv4 or an IPv6 address without brackets; never with a port. */
export const address = z
  .string()
  .trim()
  .toLowerCase()
  .refine((text) => isHostName(text) || z.union([z.ipv4(), z.ipv6()]).safeParse(text).success, {
    message: 'must be a host name or an IP address, without https:// and without a port',
  })

// A name, an IPv4 address or an IPv4 range; or IPv6 of either kind, in brackets before a port.
const WITH_PORT = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::([1-9]\d{0,4}))?$/
const addressOrRange = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])

/** What may be called in the local network: `address` or a range (`192.168.7.0/24`), with `:port` for that one alone. */
export const callable = z
  .string()
  .trim()
  .toLowerCase()
  .refine(
    (text) => {
      if (addressOrRange.safeParse(text).success) return true
      const [, bracketed, plain = '', port = '1'] = WITH_PORT.exec(text) ?? []
      const where = bracketed ?? plain
      if (Number(port) > 65_535) return false
      return addressOrRange.safeParse(where).success || (bracketed === undefined && isHostName(where))
    },
    { message: 'must be a host name, an IP address or a range of them, with or without a port' },
  )
