import type { Readable } from 'node:stream'
import { ApiError } from '../contract/errors.ts'

/** Each kilobyte received grants half a second: slower than any network that is of use. */
const MS_PER_BYTE = 1000 / (2 * 1024)

/**
 * Watches a body that comes in while others read it: tells once when nothing comes for `silence` milliseconds, when it
 * trickles for long, or when it breaks off.
 * @returns ends the watch
 */
export function watchProgress(stream: Readable, silence: number, onFail: (error: ApiError) => void): () => void {
  const start = performance.now()
  let last = start
  let size = 0
  const onData = (chunk: Buffer) => {
    size += chunk.length
    last = performance.now()
  }
  const onClose = () => fail(new ApiError('BAD_REQUEST', 'The request ended before its body was complete'))
  const timer = setInterval(() => {
    const now = performance.now()
    const isSlow = now - last > silence || now - start > silence + size * MS_PER_BYTE
    if (isSlow) fail(new ApiError('REQUEST_TIMEOUT', 'The request body arrived too slowly'))
  }, silence / 10)

  function end(): void {
    clearInterval(timer)
    stream.off('data', onData).off('end', end).off('close', onClose).off('error', onClose)
    // What breaks after we stopped listening concerns nobody.
    stream.on('error', () => undefined)
  }
  function fail(error: ApiError): void {
    end()
    onFail(error)
  }
  stream.on('data', onData).on('end', end).on('close', onClose).on('error', onClose)
  // Whoever reads it says when to begin: by `pipe`.
  stream.pause()
  return end
}
