import type { IncomingMessage } from 'node:http'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { OutgoingError, toOutgoingError } from './errors.ts'

const DECODERS: Readonly<Record<string, () => ReturnType<typeof createGunzip>>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}
export const ENCODINGS = 'gzip, deflate, br'

interface Limit {
  readonly maxBytes: number
  readonly cut: boolean
}

/**
 * The whole body, decompressed. The bound holds for what comes out, so a few packed bytes cannot become gigabytes.
 * @throws {OutgoingError} for one that is longer or packed in another way
 */
export async function readBody(response: IncomingMessage, limit: Limit, signal: AbortSignal): Promise<Buffer> {
  const encoding = (response.headers['content-encoding'] ?? '').trim().toLowerCase()
  const isPlain = encoding === '' || encoding === 'identity'
  const decoder = DECODERS[encoding]
  if (!isPlain && !decoder) throw new OutgoingError('protocol', 'The answer is packed in an unknown way')
  if (!limit.cut && Number(response.headers['content-length']) > limit.maxBytes) throw tooLarge()
  return collect(response, isPlain ? undefined : decoder?.(), limit, signal)
}

function collect(
  response: IncomingMessage,
  decoder: ReturnType<typeof createGunzip> | undefined,
  { maxBytes, cut }: Limit,
  signal: AbortSignal,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const stop = () => {
      signal.removeEventListener('abort', abort)
      // Nothing more is unpacked, not even what has come already.
      response.destroy()
      decoder?.destroy()
    }
    const fail = (error: Error) => {
      stop()
      reject(error)
    }
    const finish = () => {
      stop()
      resolve(Buffer.concat(chunks).subarray(0, maxBytes))
    }
    const abort = () => fail(toOutgoingError(signal.reason))
    signal.addEventListener('abort', abort)
    response.on('error', fail)
    const source = decoder ? response.pipe(decoder).on('error', fail) : response
    source.on('data', (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size <= maxBytes) return
      if (cut) finish()
      else fail(tooLarge())
    })
    source.on('end', finish)
  })
}

function tooLarge(): OutgoingError {
  return new OutgoingError('too large', 'The answer is too large')
}
