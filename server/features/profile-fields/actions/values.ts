import type { ProfileData } from '../../../contract/chat/profile-fields.ts'
import { ApiError } from '../../../contract/errors.ts'
import { type ActionTx, transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { findProfileFields } from '../repository.ts'
import { checkValue, renderValue } from '../values.ts'
import { emitValue } from './events.ts'
import { requireField } from './fields.ts'

export interface ValueChange {
  readonly field: number
  readonly type: number
  /** null: none any more */
  readonly value: string | null
}

/**
 * @param actor who changes it: the person, or an administrator
 * @throws {ApiError} for fields that there are not or that the actor may not change, and for values that cannot be
 */
export async function checkProfileData(
  core: Pick<Core, 'db'>,
  actor: Actor,
  data: ProfileData,
): Promise<ValueChange[]> {
  const known = await findProfileFields(core.db)
  const changes: ValueChange[] = []
  for (const { id, value: given } of data) {
    const field = requireField(known, id)
    if (!field.editable_by_user && actor.role > 200) {
      const message = 'You are not allowed to change this field. Contact an administrator to update it.'
      throw new ApiError('BAD_REQUEST', message)
    }
    const value = given === null || given.length === 0 ? null : await checkValue(core.db, field, given)
    changes.push({ field: id, type: field.type, value: value === '' ? null : value })
  }
  return changes
}

/** What somebody tells of themselves; everybody is told of what changed. */
export async function doUpdateProfileData(core: Core, user: number, changes: readonly ValueChange[]): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    // Two changes of one person follow each other; a field that goes meanwhile takes its values along.
    await tx.query('select from user_account where id = $1 for no key update', [user])
    const fields = changes.map((change) => change.field)
    const rows = await tx.query<{ id: number }>('select id from profile_field where id = any ($1) for key share', [
      fields,
    ])
    const left = new Set(rows.map((row) => row.id))
    for (const change of changes) if (left.has(change.field)) await setValue(tx, user, change)
  })
}

async function setValue(tx: ActionTx, user: number, { field, type, value }: ValueChange): Promise<void> {
  const rendered = value === null ? null : renderValue(type, value)
  const changed =
    value === null
      ? await tx.query('delete from profile_value where user_id = $1 and field_id = $2 returning field_id', [
          user,
          field,
        ])
      : await tx.query(
          `insert into profile_value as v (user_id, field_id, value, rendered) values ($1, $2, $3, $4)
           on conflict (user_id, field_id) do update set value = excluded.value, rendered = excluded.rendered
             where v.value <> excluded.value returning field_id`,
          [user, field, value, rendered],
        )
  if (changed.length > 0) emitValue(tx, user, field, value, rendered)
}
