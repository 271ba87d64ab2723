import type { OutgoingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { deflate, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Answer, RawFields, TextFile, WithHeaders } from './call.ts'

const gzipAsync = promisify(gzip)
const deflateAsync = promisify(deflate)

/** Below this many bytes compression costs more than it saves; secrets (keys, tokens) travel in answers this small only. */
const COMPRESS_FROM = 2048

/** Bytes that a peer must take within the time for stalled writes: 60 s, so 4 kB/s. */
const SLICE = 256 * 1024

/** Characters that are less than a slice in any script. */
const SMALL = SLICE / 4

/** The quick levels: the host's processor is scarcer than an office's network. */
const LEVEL = 2

function success(body: object | RawFields, ignored: readonly string[] | undefined): string {
  const extra = ignored ? { ignored_parameters_unsupported: ignored } : undefined
  if (!(body instanceof RawFields)) return JSON.stringify({ result: 'success', msg: '', ...body, ...extra })
  const tail = extra ? `,${JSON.stringify(extra).slice(1)}` : '}'
  return `{"result":"success","msg":"",${body.text}${tail}`
}

export function sendAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer,
  ignored: readonly string[] | undefined,
): void {
  let body = answer
  if (body instanceof WithHeaders) {
    reply.headers(body.headers)
    body = body.body
  }
  reply.header('cache-control', 'no-store')
  if (body instanceof TextFile) {
    reply.header('content-type', 'text/plain; charset=utf-8')
    reply.header('content-disposition', `attachment; filename="${body.name}"`)
    sendSmall(reply, body.text)
    return
  }
  const text = success(body, ignored)
  reply.header('content-type', 'application/json; charset=utf-8')
  if (text.length < COMPRESS_FROM) {
    sendSmall(reply, text)
    return
  }
  reply.header('vary', 'Accept-Encoding')
  const encoding = acceptedEncoding(request.headers['accept-encoding'])
  if (!encoding) {
    if (text.length <= SMALL) sendSmall(reply, text)
    else sendBytes(reply, Buffer.from(text))
    return
  }
  compress(text, encoding)
    .then((bytes) => sendBytes(reply.header('content-encoding', encoding), bytes))
    .catch((error: unknown) => reply.send(error))
}

/** What most answers are: as it is, without the framework's steps in which nothing is left to do. */
function sendSmall(reply: FastifyReply, text: string): void {
  const bytes = Buffer.byteLength(text)
  reply.header('content-length', bytes).hijack()
  reply.raw.writeHead(reply.statusCode, reply.getHeaders() as OutgoingHttpHeaders)
  // ASCII alone is the same in both, and copied as it is.
  reply.raw.end(text, bytes === text.length ? 'latin1' : 'utf8')
}

/** Sends in slices, so that a slow reader's progress shows (connections.ts) and not all is encrypted at once. */
export function sendBytes(reply: FastifyReply, bytes: Buffer): void {
  if (bytes.length <= SLICE) reply.send(bytes)
  else reply.header('content-length', bytes.length).send(Readable.from(slices(bytes)))
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += SLICE) yield bytes.subarray(start, start + SLICE)
}

export type Encoding = 'gzip' | 'deflate'

/** The compression to use, gzip if both are welcome. `q=0` refuses one: RFC 9110 §12.5.3. */
export function acceptedEncoding(header: string | string[] | undefined): Encoding | undefined {
  if (typeof header !== 'string') return undefined
  let deflateToo = false
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim())
    if (parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) continue
    if (name === 'gzip') return 'gzip'
    if (name === 'deflate') deflateToo = true
  }
  return deflateToo ? 'deflate' : undefined
}

/** Runs in the thread pool. */
export function compress(data: string | Buffer, encoding: Encoding): Promise<Buffer> {
  return encoding === 'gzip' ? gzipAsync(data, { level: LEVEL }) : deflateAsync(data, { level: LEVEL })
}
