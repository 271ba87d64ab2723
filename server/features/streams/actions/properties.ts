import { ApiError } from '../../../contract/errors.ts'
import { transact } from '../../../db/transaction.ts'
import { AUDIENCE } from '../../../delivery/audience.ts'
import type { Core } from '../../../delivery/core.ts'
import { NOTIFICATIONS } from '../wire.ts'

/** What one person sets for one of their streams. */
export interface PropertyChange {
  readonly stream: number
  readonly property: string
  readonly value: boolean | string
}

const FLAGS: ReadonlySet<string> = new Set(['is_muted', 'pin_to_top', ...NOTIFICATIONS])

/** @throws {ApiError} for properties and values that there are not, and for streams that the user is not in */
export async function checkProperties(
  core: Core,
  user: number,
  given: readonly PropertyChange[],
): Promise<PropertyChange[]> {
  const changes = given.map(checkProperty)
  const rows = await core.db.query<{ id: number }>(
    'select recipient_id as id from subscription where user_id = $1 and active and recipient_id = any ($2)',
    [user, changes.map((change) => change.stream)],
  )
  const missing = changes.find((change) => !rows.some((row) => row.id === change.stream))
  if (missing) throw new ApiError('BAD_REQUEST', `Not subscribed to channel id ${missing.stream}`)
  return changes
}

function checkProperty(change: PropertyChange): PropertyChange {
  const { stream, property, value } = change
  if (property === 'color') return { stream, property, value: checkColor(value) }
  // The older name, with the opposite meaning.
  if (property === 'in_home_view') return { stream, property: 'is_muted', value: !checkFlag(property, value) }
  if (!FLAGS.has(property)) throw new ApiError('BAD_REQUEST', `Unknown subscription property: ${property}`)
  return { stream, property, value: checkFlag(property, value) }
}

/** @throws {ApiError} */
export function checkColor(value: unknown): string {
  if (typeof value === 'string' && /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(value)) return value
  throw new ApiError('BAD_REQUEST', 'color is not a valid hex color code')
}

function checkFlag(property: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new ApiError('BAD_REQUEST', `${property} is not a bool`)
}

/** All of them, or none when a subscription has ended meanwhile. @throws {ApiError} */
export async function doSetProperties(core: Core, user: number, changes: readonly PropertyChange[]): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    await tx.query(
      `select from subscription where user_id = $1 and recipient_id = any ($2) order by recipient_id for update`,
      [user, changes.map((change) => change.stream)],
    )
    for (const { stream, property, value } of changes) {
      const isColor = property === 'color'
      const stored = await tx.query(
        isColor
          ? 'update subscription set color = $3 where user_id = $1 and recipient_id = $2 and active returning 1'
          : `update subscription set settings = settings || jsonb_build_object($4::text, $3::boolean)
             where user_id = $1 and recipient_id = $2 and active returning 1`,
        isColor ? [user, stream, value] : [user, stream, value, property],
      )
      if (stored.length === 0) throw new ApiError('BAD_REQUEST', `Not subscribed to channel id ${stream}`)
      const emit = (name: string, now: boolean | string) =>
        tx.emit({
          type: 'subscription',
          audience: AUDIENCE.users,
          users: [user],
          recipient_id: null,
          message_id: null,
          payload: { op: 'update', property: name, value: now, stream_id: stream },
        })
      emit(property, value)
      if (property === 'is_muted') emit('in_home_view', !value)
    }
  })
}
