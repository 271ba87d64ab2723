import ipaddr from 'ipaddr.js'

/** Public by its number, yet what Azure's machines reach their host's metadata under. */
const METADATA = new Set(['168.63.129.16'])
const GLOBAL: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3]
/** RFC 9637: documentation, which ipaddr.js does not know. */
const DOCUMENTATION: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('3fff::'), 20]

/** The address without a zone, IPv4 where it stands for one; undefined for what is no address. */
export function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const bare = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : undefined
}

/**
 * Whether it is one of the open internet. IPv6 is so only below 2000::/3: what carries an IPv4 address inside (compatible,
 * NAT64, 6to4, Teredo) or has no owner could lead back to this host or its network.
 */
export function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast' || METADATA.has(address.toString())) return false
  return address instanceof ipaddr.IPv4 || (address.match(GLOBAL) && !address.match(DOCUMENTATION))
}
