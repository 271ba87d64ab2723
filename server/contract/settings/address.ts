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
