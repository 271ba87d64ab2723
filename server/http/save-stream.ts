import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ApiError } from '../contract/errors.ts'
import { errorCode } from '../lib/disk-errors.ts'

export interface SavedFile {
  readonly path: string
  readonly size: number
  /** Its first bytes, which say what it is. */
  readonly head: Buffer
}

/** Enough to find the measures of a JPEG behind its metadata. */
export const HEAD_BYTES = 256 * 1024

/** Writes a stream to a new file in the folder; there is none when it fails. @throws {ApiError} when the disk is full */
export async function saveStream(stream: Readable, folder: string): Promise<SavedFile> {
  const path = join(folder, randomBytes(18).toString('base64url'))
  return { path, ...(await writeStream(stream, path)) }
}

/** @param flags `a` appends to what is there, which then stays when the rest fails */
export async function writeStream(
  stream: Readable,
  path: string,
  flags: 'w' | 'a' = 'w',
): Promise<Omit<SavedFile, 'path'>> {
  const head: Buffer[] = []
  let size = 0
  let kept = 0
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (kept >= HEAD_BYTES) return
    head.push(chunk.subarray(0, HEAD_BYTES - kept))
    kept += chunk.length
  })
  try {
    await pipeline(stream, createWriteStream(path, { flags, mode: 0o600, flush: true }))
    return { size, head: Buffer.concat(head) }
  } catch (error) {
    if (flags === 'w') await rm(path, { force: true })
    throw explain(error)
  }
}

function explain(error: unknown): unknown {
  if (!['ENOSPC', 'EDQUOT', 'EFBIG'].includes(errorCode(error) ?? '')) return error
  return new ApiError('SERVICE_UNAVAILABLE', 'The disk of this server is full, so the file was not stored.')
}
