import { ApiError } from '../../contract/errors.ts'
import { transact } from '../../db/transaction.ts'
import type { Core } from '../../delivery/core.ts'
import type { DeviceKind } from './repository.ts'

/** Apps get new tokens over the years; the oldest give way. */
const MAX_DEVICES = 50

/** @throws {ApiError} for what cannot be a token of such a device */
export function checkToken(kind: DeviceKind, token: string): string {
  if (kind === 'apns' && !isBase64(token)) throw new ApiError('BAD_REQUEST', 'Invalid APNS token')
  return token
}

/** As decoders read it that pass over foreign characters. */
function isBase64(text: string): boolean {
  const digits = text.replaceAll(/[^A-Za-z0-9+/=]/g, '')
  return digits.length > 0 && digits.length % 4 === 0 && /^[^=]+={0,2}$/.test(digits)
}

/** Known tokens stay. Others may have the same: who logs in on a device after somebody else does not end their login. */
export async function doAddPushDevice(
  core: Core,
  user: number,
  device: { readonly kind: DeviceKind; readonly token: string; readonly appId: string | null },
): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.query('select from user_account where id = $1 for no key update', [user])
    await tx.query(
      'insert into push_device (user_id, kind, token, app_id) values ($1, $2, $3, $4) on conflict do nothing',
      [user, device.kind, device.token, device.appId],
    )
    await tx.query(
      `delete from push_device where id in (select id from push_device where user_id = $1 order by id desc offset ${MAX_DEVICES})`,
      [user],
    )
  })
}

/** @throws {ApiError} when the user has no such device */
export async function doRemovePushDevice(core: Core, user: number, kind: DeviceKind, token: string): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const gone = await tx.query(
      'delete from push_device where user_id = $1 and kind = $2 and token = $3 returning id',
      [user, kind, token],
    )
    if (gone.length === 0) throw new ApiError('BAD_REQUEST', 'Token does not exist')
  })
}
