import { transact } from '../../db/transaction.ts'
import { AUDIENCE } from '../../delivery/audience.ts'
import type { Core } from '../../delivery/core.ts'
import type { Actor } from '../../http/call.ts'
import { requireAdministrator } from '../../lib/require-role.ts'
import { findPicture, type PictureKind, type PictureRow } from './repository.ts'
import { toWirePicture } from './wire.ts'

export type NewPicture = Pick<PictureRow, 'key' | 'content_type'>

/** @throws {ApiError} for whoever does not administer the organization */
export function checkChangePicture(actor: Actor): void {
  requireAdministrator(actor)
}

/** Another picture of the organization, or none. */
export async function doChangePicture(core: Core, kind: PictureKind, picture: NewPicture | null): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.query('select from realm_image where kind = $1 for no key update', [kind])
    const { key: old } = await findPicture(tx, kind)
    if (old === null && picture === null) return
    await tx.query('update realm_image set key = $2, content_type = $3, version = version + 1 where kind = $1', [
      kind,
      picture?.key ?? null,
      picture?.content_type ?? null,
    ])
    if (old !== null) await tx.query('insert into discarded_file values ($1) on conflict do nothing', [old])
    const payload = { op: 'update_dict', property: 'default', data: toWirePicture(await findPicture(tx, kind)) }
    const to = { audience: AUDIENCE.everyone, users: null, recipient_id: null, message_id: null }
    tx.emit({ type: 'realm', ...to, payload })
  })
}
