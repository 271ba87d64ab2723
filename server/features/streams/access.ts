import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import { findKnownStream, type KnownStream } from './repository.ts'

/** @throws {ApiError} unless there is such a stream, and the user may know of it */
export async function requireKnown(db: ReadDb, user: number, id: number): Promise<KnownStream> {
  const stream = await findKnownStream(db, user, id)
  if (!stream) throw invalidStream()
  return stream
}

/** @throws {ApiError} unless the user may read what is in the stream */
export async function requireReadableStream(db: ReadDb, user: number, id: number): Promise<KnownStream> {
  const stream = await requireKnown(db, user, id)
  if (!stream.may_read) throw invalidStream()
  return stream
}

/** @throws {ApiError} unless the user may change the stream, which is in use */
export async function requireAdministered(db: ReadDb, user: number, id: number): Promise<KnownStream> {
  const stream = await requireKnown(db, user, id)
  if (stream.is_archived) throw invalidStream()
  if (!stream.may_administer) {
    throw new ApiError('CANNOT_ADMINISTER_CHANNEL', 'You do not have permission to administer this channel.')
  }
  return stream
}

export function invalidStream(): ApiError {
  return new ApiError('BAD_REQUEST', 'Invalid channel ID')
}
