import { rm } from 'node:fs/promises'
import { type Readable, Transform } from 'node:stream'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import { ApiError } from '../contract/errors.ts'
import type { RawParams } from './form.ts'
import { watchProgress } from './progress.ts'
import { type SavedFile, saveStream, writeStream } from './save-stream.ts'

/** A multipart body that nobody has read yet. */
export class UnreadUpload {
  readonly stream: Readable
  readonly contentType: string
  readonly length: number | undefined

  constructor(stream: Readable, contentType: string, length: string | undefined) {
    this.stream = stream
    this.contentType = contentType
    this.length = length === undefined ? undefined : Number(length)
  }
}

/** Bodies that are read by whoever they are for: forms with files, and pieces of a file. */
export function isForHandler(method: string, contentType: string): boolean {
  if (method === 'POST') return /^\s*multipart\/form-data\s*;/i.test(contentType)
  return method === 'PATCH' && /^application\/offset\+octet-stream\s*$/i.test(contentType)
}

/** A file as it was sent. It lies in a temporary place and is gone after the answer, unless it is moved away. */
export interface UploadedFile extends SavedFile {
  /** As the sender calls it: any text. */
  readonly name: string
  /** What the sender takes it for: any text. */
  readonly claimedType: string
}

export interface UploadLimits {
  readonly maxBytes: number
  /** Longest silence, in milliseconds. */
  readonly silence: number
  /** Where the file is written to. */
  readonly folder: string
}

/** Room for the multipart notation and small fields around the file. */
const OVERHEAD = 64 * 1024
const LIMITS = { fields: 20, files: 2, parts: 22, fieldNameSize: 200, fieldSize: 10_000, headerPairs: 20 }
/** A refused sender may go on for so long: cut off at once, it would never read why. */
const LINGER_MS = 5_000

/**
 * Writes the one file of a form to disk while it comes in, so that its size costs no memory. Nothing is left behind when
 * it fails.
 * @throws {ApiError} for more than one file, one that is too large, and a body that is malformed, cut off or too slow
 */
export async function receiveUpload(
  upload: UnreadUpload,
  limits: UploadLimits,
): Promise<{ fields: RawParams; file: UploadedFile | undefined }> {
  const { stream } = upload
  if (upload.length !== undefined && upload.length > limits.maxBytes + OVERHEAD) {
    await discard(stream)
    throw fileTooLarge(limits.maxBytes)
  }
  let saving: Promise<UploadedFile> | undefined
  let incoming: Readable | undefined
  try {
    const fields = await new Promise<RawParams>((resolve, reject) => {
      const params = Object.create(null) as RawParams
      const parser = createParser(upload.contentType, limits.maxBytes)
      const endWatch = watchProgress(stream, limits.silence, fail)
      function fail(error: ApiError): void {
        endWatch()
        stream.unpipe(parser)
        parser.removeAllListeners().on('error', () => undefined)
        incoming?.destroy(error)
        reject(error)
      }
      parser.on('field', (name, value, _nameTruncated, isCut) => {
        if (isCut || name in params) fail(malformed())
        else params[name] = value
      })
      parser.on('file', (_field, part, name, _encoding, claimedType) => {
        if (saving) {
          part.resume()
          fail(new ApiError('BAD_REQUEST', 'You may only upload one file at a time'))
          return
        }
        incoming = part
        part.on('limit', () => fail(fileTooLarge(limits.maxBytes)))
        saving = saveStream(part, limits.folder).then((saved) => ({ ...saved, name: name ?? '', claimedType }))
        saving.catch((error: unknown) => fail(error as ApiError))
      })
      for (const limit of ['partsLimit', 'fieldsLimit', 'filesLimit'] as const)
        parser.on(limit, () => fail(malformed()))
      parser.on('error', () => fail(malformed()))
      parser.on('finish', () => {
        endWatch()
        resolve(params)
      })
      stream.pipe(parser)
    })
    return { fields, file: await saving }
  } catch (error) {
    await saving?.then((file) => rm(file.path, { force: true })).catch(() => undefined)
    // Who stopped sending is not waited for.
    if ((error as { code?: unknown }).code !== 'REQUEST_TIMEOUT') await discard(stream)
    throw error
  }
}

function createParser(contentType: string, maxBytes: number): BusboyInstance {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: { ...LIMITS, fileSize: maxBytes } })
  } catch {
    throw malformed()
  }
}

export interface PieceLimits {
  /** How much the file lacks. */
  readonly left: number
  /** Longest silence, in milliseconds. */
  readonly silence: number
  /** Ends it for whoever goes on with the upload over a new connection. */
  readonly signal: AbortSignal
}

/**
 * Appends a piece to a file. What has come before an interruption stays: the sender goes on after it.
 * @throws {ApiError} for a piece that is larger, or that comes too slowly
 */
export async function appendUpload(upload: UnreadUpload, path: string, limits: PieceLimits): Promise<void> {
  const { left, silence, signal } = limits
  const tooMuch = () => new ApiError('PAYLOAD_TOO_LARGE', 'The piece is larger than what is missing of the file')
  if ((upload.length ?? 0) > left) throw tooMuch()
  let size = 0
  // Between the two, so that a disk that fails does not end the connection before the sender has heard of it.
  const between = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size > left) done(tooMuch())
      else done(null, chunk)
    },
  })
  const stop = () => between.destroy(new ApiError('BAD_REQUEST', 'Another request goes on with this upload'))
  const endWatch = watchProgress(upload.stream, silence, (error) => between.destroy(error))
  signal.addEventListener('abort', stop)
  try {
    const writing = writeStream(between, path, 'a')
    upload.stream.pipe(between)
    await writing
  } catch (error) {
    upload.stream.unpipe(between)
    if (!signal.aborted && (error as { code?: unknown }).code !== 'REQUEST_TIMEOUT') await discard(upload.stream)
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
    endWatch()
  }
}

/** Lets the sender finish, or at least go on for a while, without keeping anything. */
function discard(stream: Readable): Promise<void> {
  if (stream.readableEnded || stream.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(done, LINGER_MS)
    function done(): void {
      clearTimeout(timer)
      stream.pause()
      resolve()
    }
    stream.on('end', done).on('close', done).on('error', done)
    stream.resume()
  })
}

function malformed(): ApiError {
  return new ApiError('BAD_REQUEST', 'Malformed multipart/form-data body')
}

/** @param bytes the limit */
function fileTooLarge(bytes: number): ApiError {
  const mib = Math.floor(bytes / 1024 / 1024)
  return new ApiError('BAD_REQUEST', `Uploaded file is larger than the allowed limit of ${mib} MiB`)
}
