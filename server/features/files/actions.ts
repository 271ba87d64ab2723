import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import { type ActionTx, transact } from '../../db/transaction.ts'
import { AUDIENCE } from '../../delivery/audience.ts'
import type { Core } from '../../delivery/core.ts'
import type { PictureFacts } from '../../lib/pictures.ts'
import { type FileLimits, MIB } from './files.ts'
import { type AttachmentRow, findClaims, readAttachments, readUsedSpace } from './repository.ts'
import { toWireAttachment } from './wire.ts'

export type NewAttachment = Pick<AttachmentRow, 'key' | 'owner_id' | 'name' | 'slug' | 'content_type' | 'size'> & {
  /** Of a picture that can be decoded; its thumbnails are still to be made. */
  readonly picture?: PictureFacts | undefined
}

/** A file that lies on disk already becomes its owner's. @throws {ApiError} when the organization's quota is used up */
export async function doAddAttachment(core: Core, limits: FileLimits, file: NewAttachment): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    // Two uploads at once must not both fit into the same rest.
    await tx.takeOrder()
    const used = (await readUsedSpace(tx)) + file.size
    if (limits.quotaMib !== null && used > limits.quotaMib * MIB) {
      throw new ApiError('BAD_REQUEST', "Upload would exceed your organization's upload quota.")
    }
    const [row] = await tx.query<{ id: number }>(
      `insert into attachment (key, owner_id, name, slug, content_type, size) values ($1, $2, $3, $4, $5, $6) returning id`,
      [file.key, file.owner_id, file.name, file.slug, file.content_type, file.size],
    )
    if (file.picture) await insertPicture(tx, row?.id ?? 0, file.picture)
    const [added] = await readAttachments(tx, [row?.id ?? 0])
    if (!added) throw new Error('The new attachment cannot be read')
    emit(tx, file.owner_id, { op: 'add', attachment: toWireAttachment(added), upload_space_used: used })
  })
}

async function insertPicture(tx: ActionTx, id: number, { width, height, frames }: PictureFacts): Promise<void> {
  await tx.query('insert into attachment_picture (attachment_id, width, height, is_animated) values ($1, $2, $3, $4)', [
    id,
    width,
    height,
    frames > 1,
  ])
}

/** @throws {ApiError} unless it is the actor's own */
export async function checkRemoveAttachment(db: ReadDb, actor: number, id: number): Promise<void> {
  const [row] = await readAttachments(db, [id])
  if (row?.owner_id !== actor) throw new ApiError('BAD_REQUEST', 'Invalid attachment')
}

/** Nobody can read the file from now on; links to it lead nowhere. */
export async function doRemoveAttachment(core: Core, actor: number, id: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    // Whoever claims a file holds one of the two.
    await tx.query('select take_edits()')
    await tx.takeOrder()
    await checkRemoveAttachment(tx, actor, id)
    await removeAttachments(tx, [id])
  })
}

/** Under the edits and the order. */
async function removeAttachments(tx: ActionTx, ids: readonly number[]): Promise<void> {
  await tx.query('delete from attachment_message where attachment_id = any ($1)', [ids])
  const removed = await tx.query<{ id: number; owner_id: number }>(
    `with gone as (delete from attachment where id = any ($1) returning id, owner_id, key),
       discarded as (insert into discarded_file select key from gone on conflict do nothing)
     select id, owner_id from gone order by id`,
    [ids],
  )
  const used = await readUsedSpace(tx)
  for (const { id, owner_id } of removed) {
    emit(tx, owner_id, { op: 'remove', attachment: { id }, upload_space_used: used })
  }
}

/** Tells owners that a message has come to their files. */
export async function doTellClaims(core: Core, message: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.takeOrder()
    await emitUpdates(tx, await findClaims(tx, message))
  })
}

/** For the transaction that deletes a message, around it: what belonged to no other message goes with it. */
export async function releaseAttachments(tx: ActionTx, claims: readonly number[]): Promise<void> {
  if (claims.length === 0) return
  const rows = await readAttachments(tx, claims)
  await emitUpdates(
    tx,
    rows.filter((row) => row.messages.length > 0).map((row) => row.id),
  )
  await removeAttachments(
    tx,
    rows.filter((row) => row.messages.length === 0).map((row) => row.id),
  )
}

/**
 * For the transaction that edits a message, after it.
 * @param before files that the message belonged to
 * @returns the editor's own files that belong to no message any more, as the API shows them
 */
export async function followEdit(
  tx: ActionTx,
  editor: number,
  message: number,
  before: readonly number[],
): Promise<Record<string, unknown>[]> {
  const after = await findClaims(tx, message)
  const gone = before.filter((id) => !after.includes(id))
  await emitUpdates(tx, [...gone, ...after.filter((id) => !before.includes(id))])
  if (gone.length === 0) return []
  const rows = await readAttachments(tx, gone)
  return rows.filter((row) => row.owner_id === editor && row.messages.length === 0).map(toWireAttachment)
}

async function emitUpdates(tx: ActionTx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  const used = await readUsedSpace(tx)
  for (const row of await readAttachments(tx, ids)) {
    emit(tx, row.owner_id, { op: 'update', attachment: toWireAttachment(row), upload_space_used: used })
  }
}

function emit(tx: ActionTx, owner: number, payload: Readonly<Record<string, unknown>>): void {
  const to = { audience: AUDIENCE.users, users: [owner], recipient_id: null, message_id: null }
  tx.emit({ type: 'attachment', ...to, payload })
}
