import type { ReadDb } from '../../db/database.ts'

/** Whose service reaches the device: Apple's or Google's. */
export type DeviceKind = 'apns' | 'fcm'

/** Whether the user has this device, or any. */
export async function hasDevice(db: ReadDb, user: number, token: string | undefined): Promise<boolean> {
  const rows = await db.query(
    'select 1 from push_device where user_id = $1 and ($2::text is null or token = $2) limit 1',
    [user, token ?? null],
  )
  return rows.length > 0
}
