import { ApiError } from '../../../contract/errors.ts'
import { type ActionTx, transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { requireAdministrator } from '../../../lib/require-role.ts'
import { invalidStream, requireKnown } from '../access.ts'
import type { StreamBase } from '../repository.ts'
import { emitDefaultStreams } from './events.ts'

/** @throws {ApiError} but for administrators, about a stream that they know of */
export async function checkDefaultStream(core: Core, actor: Actor, id: number): Promise<StreamBase> {
  requireAdministrator(actor)
  const stream = await requireKnown(core.db, actor.id, id)
  if (stream.is_archived) throw invalidStream()
  return stream
}

/** Whether new people are subscribed to a stream. @throws {ApiError} for a private one */
export async function doSetDefaultStream(core: Core, id: number, isDefault: boolean): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.query('select from stream where id = $1 for no key update', [id])
    if (await setDefault(tx, id, isDefault)) await emitDefaultStreams(tx)
  })
}

/** With the stream's row locked. @returns whether that is new @throws {ApiError} for a private stream */
export async function setDefault(tx: ActionTx, id: number, isDefault: boolean): Promise<boolean> {
  if (!isDefault) {
    return (await tx.query('delete from default_stream where stream_id = $1 returning stream_id', [id])).length > 0
  }
  const [stream] = await tx.query<{ invite_only: boolean; is_archived: boolean }>(
    'select invite_only, is_archived from stream where id = $1',
    [id],
  )
  if (!stream || stream.is_archived) throw invalidStream()
  if (stream.invite_only) throw new ApiError('BAD_REQUEST', 'Private channels cannot be made default.')
  const made = await tx.query(
    'insert into default_stream (stream_id) values ($1) on conflict do nothing returning stream_id',
    [id],
  )
  return made.length > 0
}
