import type { Readable } from 'node:stream'
import { ApiError } from '../contract/errors.ts'

export interface BodyLimits {
  readonly bytes: number
  /** Milliseconds until the body must be there; a second more for each 16 KiB received. */
  readonly timeout: number
}

/** Each kilobyte received grants 1/16 s: whoever is slower than 16 KiB/s for long is dropped. */
const MS_PER_BYTE = 1000 / (16 * 1024)

/**
 * Reads a whole request body. Refuses one that is too large as soon as that is known, and one that trickles in,
 * which would hold memory and a connection for ever.
 */
export function readBody(stream: Readable, declared: number | undefined, limits: BodyLimits): Promise<Buffer> {
  if (declared !== undefined && declared > limits.bytes) return Promise.reject(tooLarge(limits.bytes))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const start = performance.now()
    let timer = setTimeout(checkDeadline, limits.timeout)

    function checkDeadline(): void {
      const left = start + limits.timeout + size * MS_PER_BYTE - performance.now()
      if (left <= 0) settle(new ApiError('REQUEST_TIMEOUT', 'The request body arrived too slowly'))
      else timer = setTimeout(checkDeadline, left)
    }
    function settle(error?: ApiError): void {
      clearTimeout(timer)
      stream.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose)
      if (!error) {
        resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size))
        return
      }
      stream.pause()
      // What breaks after we stopped listening concerns nobody.
      stream.on('error', () => undefined)
      reject(error)
    }
    function onData(chunk: Buffer): void {
      size += chunk.length
      if (size > limits.bytes) settle(tooLarge(limits.bytes))
      else chunks.push(chunk)
    }
    function onEnd(): void {
      settle()
    }
    function onClose(): void {
      settle(new ApiError('BAD_REQUEST', 'The request ended before its body was complete'))
    }
    stream.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose)
  })
}

function tooLarge(bytes: number): ApiError {
  return new ApiError('PAYLOAD_TOO_LARGE', `The request is too large (limit: ${Math.floor(bytes / 1024)} KiB)`)
}
