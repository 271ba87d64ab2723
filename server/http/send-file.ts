import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../contract/errors.ts'

/** A file to answer with. What is not known to be harmless in a browser is only ever handed over for saving. */
export interface FileAnswer {
  /** Absolute path, or the content itself. */
  readonly source: string | Buffer
  readonly type: string
  /** The name to save it under. */
  readonly name: string
  readonly disposition: 'inline' | 'attachment'
  /** Seconds that a browser may keep it; 0: asks again each time. */
  readonly maxAge: number
  /** Changes with the content. */
  readonly tag: string
  /** Request headers that the answer depends on. */
  readonly vary?: string
}

/** What is passed on while it comes. Whoever answers with it has found out itself which part was asked for. */
export interface StreamAnswer extends Pick<FileAnswer, 'type' | 'name' | 'disposition'> {
  readonly body: Readable
  readonly status: 200 | 206 | 416
  readonly contentRange: string | undefined
  /** Whether parts can be asked for. */
  readonly hasRanges: boolean
  /** Undefined: it ends when it ends. */
  readonly length: number | undefined
}

/** Nothing of an uploaded file may run, load or send anything in our name. */
const CSP = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
/** Browsers' viewers of PDF refuse to work in a sandbox; they run no script of ours in them. */
const policyOf = (type: string) => (type === 'application/pdf' ? `${CSP}; object-src 'self'` : `${CSP}; sandbox`)

/** Sends on what comes, no faster than it is taken; a reader who leaves ends it. */
export function sendStream(request: FastifyRequest, reply: FastifyReply, answer: StreamAnswer): void {
  const { body, status, type, contentRange, hasRanges, length } = answer
  reply
    .code(status)
    .headers({
      'content-security-policy': policyOf(type),
      // Without a tag that changes with it, parts of what is kept could be of something else.
      'cache-control': 'private, no-store',
      'accept-ranges': hasRanges ? 'bytes' : 'none',
      'content-disposition': dispositionOf(answer),
      ...(contentRange === undefined ? {} : { 'content-range': contentRange }),
      ...(length === undefined ? {} : { 'content-length': length }),
    })
    .type(type)
  if (request.method === 'HEAD' || status === 416) {
    body.destroy()
    reply.send(Readable.from([]))
  } else reply.send(body)
}

/** Sends the file, or the part of it that a player asks for. @throws {ApiError} when it is not there */
export async function sendFile(request: FastifyRequest, reply: FastifyReply, file: FileAnswer): Promise<void> {
  const etag = `"${file.tag}"`
  reply
    .headers({
      'content-security-policy': policyOf(file.type),
      'cache-control': file.maxAge > 0 ? `private, max-age=${file.maxAge}` : 'private, no-cache',
      etag,
      'accept-ranges': 'bytes',
      'content-disposition': dispositionOf(file),
      ...(file.vary ? { vary: file.vary } : {}),
    })
    .type(file.type)
  if (request.headers['if-none-match'] === etag) {
    reply.code(304).send()
    return
  }
  const { source } = file
  if (typeof source !== 'string') {
    reply.send(source)
    return
  }
  const handle = await openFile(source)
  try {
    const { size } = await handle.stat()
    const part = partOf(request, size)
    if (part === 'none') {
      await handle.close()
      reply.code(416).header('content-range', `bytes */${size}`).send()
      return
    }
    const { start, end } = part ?? { start: 0, end: size - 1 }
    if (part) reply.code(206).header('content-range', `bytes ${start}-${end}/${size}`)
    reply.header('content-length', end - start + 1)
    if (request.method === 'HEAD' || size === 0) {
      await handle.close()
      reply.send(Readable.from([]))
      return
    }
    reply.send(createReadStream('', { fd: handle, start, end }))
  } catch (error) {
    await handle.close().catch(() => undefined)
    throw error
  }
}

function openFile(path: string): Promise<FileHandle> {
  return open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new ApiError('NOT_FOUND', 'This file does not exist or has been deleted.') : error
  })
}

/** The one range that was asked for, RFC 9110 §14; undefined: all of it. */
function partOf(request: FastifyRequest, size: number): { start: number; end: number } | 'none' | undefined {
  const { range = '', 'if-range': condition } = request.headers
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? []
  if (condition !== undefined || from + to === '') return undefined
  const { start, end } = boundsOf(from, to, size)
  return start < size && start <= end ? { start, end } : 'none'
}

/** Without a start, the last `to` bytes are meant. */
function boundsOf(from: string, to: string, size: number): { start: number; end: number } {
  const last = size - 1
  if (from === '') return { start: Math.max(0, size - Number(to)), end: last }
  return { start: Number(from), end: to === '' ? last : Math.min(Number(to), last) }
}

/** RFC 6266: a plain name for everybody, the real one for who understands it. */
function dispositionOf({ name, disposition }: Pick<FileAnswer, 'name' | 'disposition'>): string {
  const plain = name.replace(/[^\w .()-]/g, '_')
  const real = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${disposition}; filename="${plain}"; filename*=UTF-8''${real}`
}
