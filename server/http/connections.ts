import type { Server } from 'node:https'
import type { Socket } from 'node:net'
import { addressOf, limitKey } from './address.ts'
import type { Limits } from './limits.ts'

interface Progress {
  /** Bytes that the connection has taken. */
  taken: number
  at: number
}

/**
 * Caps connections per address, and drops those whose peer stopped reading: Node has time limits for what comes
 * in, none for what does not go out, and every such connection holds its whole answer in memory.
 */
export function watchConnections(server: Server, limits: () => Limits, stalledWrite: number): () => void {
  const perAddress = new Map<string, number>()
  const open = new Map<Socket, Progress>()

  server.on('connection', (socket: Socket) => {
    const key = limitKey(addressOf(socket))
    const count = (perAddress.get(key) ?? 0) + 1
    perAddress.set(key, count)
    socket.once('close', () => {
      const left = (perAddress.get(key) ?? 1) - 1
      if (left > 0) perAddress.set(key, left)
      else perAddress.delete(key)
    })
    if (count > limits().socketsPerAddress) socket.destroy()
  })
  server.on('secureConnection', (socket: Socket) => {
    open.set(socket, { taken: 0, at: 0 })
    socket.once('close', () => open.delete(socket))
  })

  const timer = setInterval(() => {
    const now = performance.now()
    for (const [socket, last] of open) {
      const waiting = socket.writableLength
      const taken = socket.bytesWritten - waiting
      if (waiting > 0 && taken === last.taken && last.at > 0) {
        if (now - last.at > stalledWrite) socket.destroy()
      } else {
        last.taken = taken
        last.at = now
      }
    }
  }, stalledWrite / 4)
  timer.unref()
  return () => clearInterval(timer)
}
