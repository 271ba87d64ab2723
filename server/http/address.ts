import type { Socket } from 'node:net'

/** A peer's address; IPv4 in dotted form also on a dual-stack socket. Empty when the peer is gone already. */
export function addressOf(socket: Socket): string {
  const address = socket.remoteAddress ?? ''
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
}

/** What limits count by: one IPv6 host commands a whole /64, so its addresses share one count. */
export function limitKey(address: string): string {
  if (!address.includes(':')) return address
  const [head = ''] = address.split('::')
  const groups = head.split(':').filter(Boolean)
  while (groups.length < 4) groups.push('0')
  return `${groups.slice(0, 4).join(':')}::/64`
}
