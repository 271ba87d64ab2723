import { ANNOUNCEMENTS } from '../../../contract/settings/realm.ts'
import { type ActionTx, transact } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import type { Core } from '../../../delivery/core.ts'
import { readRealmSettings } from '../../realm-settings/index.ts'
import { invalidStream } from '../access.ts'
import { readStream } from '../repository.ts'
import { toWireStream } from '../wire.ts'
import { emitDefaultGroups, emitDefaultStreams } from './events.ts'
import { emitMutedTopics } from './muted-topics.ts'

/** Nothing can be sent there any more, and nothing stays unread; what was said can still be read. @throws {ApiError} */
export async function doArchiveStream(core: Core, id: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    // News may be told here.
    await tx.query('select from organization for no key update')
    await tx.query('select from stream where id = $1 for no key update', [id])
    await tx.query('select from read_state where recipient_id = $1 order by user_id, from_id for update', [id])
    await tx.takeOrder()
    const archived = await tx.query(
      'update stream set is_archived = true where id = $1 and not is_archived returning id',
      [id],
    )
    if (archived.length === 0) throw invalidStream()
    await tx.query('delete from read_state where recipient_id = $1 and to_id is not null', [id])
    await tx.query(`update read_state set from_id = 0, unread = '{}' where recipient_id = $1`, [id])
    tx.emit({
      type: 'stream',
      audience: AUDIENCE.knowStream,
      users: null,
      recipient_id: id,
      message_id: null,
      payload: { op: 'delete', streams: [toWireStream(await readStream(tx, id))] },
    })
    await dropDefaults(tx, id)
    await dropAnnouncements(tx, id)
    await emitMutedTopics(tx, { stream: id })
  })
}

async function dropDefaults(tx: ActionTx, id: number): Promise<void> {
  const single = await tx.query('delete from default_stream where stream_id = $1 returning stream_id', [id])
  if (single.length > 0) await emitDefaultStreams(tx)
  const grouped = await tx.query('delete from default_stream_group_stream where stream_id = $1 returning stream_id', [
    id,
  ])
  if (grouped.length > 0) await emitDefaultGroups(tx)
}

async function dropAnnouncements(tx: ActionTx, id: number): Promise<void> {
  const settings = await readRealmSettings(tx)
  for (const property of ANNOUNCEMENTS.filter((name) => settings[name] === id)) {
    await tx.query('update organization set settings = settings - $1', [property])
    const to = { audience: AUDIENCE.everyone, users: null, recipient_id: null, message_id: null }
    tx.emit({ type: 'realm', ...to, payload: { op: 'update', property, value: -1 } })
  }
}
