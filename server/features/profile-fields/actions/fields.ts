import { FIELD_TYPES, MAX_FIELDS } from '../../../contract/chat/profile-fields.ts'
import { ApiError } from '../../../contract/errors.ts'
import { type ActionTx, transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import { checkField, type FieldData, MAX_SUMMARY, type WantedField } from '../policy.ts'
import { choicesOf, findProfileFields, type ProfileField } from '../repository.ts'
import { emitFields, emitValue } from './events.ts'

export interface NewField {
  readonly name: string
  readonly hint: string
  readonly field_type: number
  readonly field_data: FieldData
  readonly display_in_profile_summary: boolean
  readonly required: boolean
  readonly editable_by_user: boolean
}
/** What is undefined stays, and the type always does. */
export type FieldChange = { readonly [K in Exclude<keyof NewField, 'field_type'>]?: NewField[K] | undefined }

/** @returns the id of the field, the last in order @throws {ApiError} for one that cannot be */
export async function doCreateProfileField(core: Core, field: NewField): Promise<number> {
  const isInSummary = field.display_in_profile_summary
  const wanted = checkField({ ...field, type: field.field_type, fieldData: field.field_data, isInSummary })
  return transact(core.db, core.log, async (tx) => {
    const known = await lockFields(tx)
    if (known.length >= MAX_FIELDS) throw bad(`There can be at most ${MAX_FIELDS} custom profile fields`)
    requireRoom(known, isInSummary)
    const [made] = await tx.query<{ id: number }>(
      `insert into profile_field (name, hint, type, field_data, position, display_in_profile_summary, required,
         editable_by_user)
       select $1, $2, $3, $4, coalesce(max(position), 0) + 1, $5, $6, $7 from profile_field
       on conflict do nothing returning id`,
      [wanted.name, wanted.hint, wanted.type, stored(wanted), isInSummary, field.required, field.editable_by_user],
    )
    if (!made) throw labelTaken()
    await emitFields(tx)
    return made.id
  })
}

/** @throws {ApiError} when there is none such, or it cannot be so */
export async function doUpdateProfileField(core: Core, id: number, change: FieldChange): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const known = await lockFields(tx)
    const field = requireField(known, id)
    const others = known.filter((other) => other.id !== id)
    const isInSummary = change.display_in_profile_summary ?? field.display_in_profile_summary
    const wanted = checkField({
      name: change.name ?? field.name,
      hint: change.hint ?? field.hint,
      type: field.type,
      fieldData: change.field_data ?? (JSON.parse(field.field_data || '{}') as FieldData),
      isInSummary,
    })
    requireRoom(others, isInSummary)
    if (others.some((other) => other.name.toLowerCase() === wanted.name.toLowerCase())) throw labelTaken()
    const next = { ...field, field_data: stored(wanted) }
    await tx.query(
      `update profile_field set name = $2, hint = $3, field_data = $4, display_in_profile_summary = $5, required = $6,
         editable_by_user = $7 where id = $1`,
      [
        id,
        wanted.name,
        wanted.hint,
        next.field_data,
        isInSummary,
        change.required ?? field.required,
        change.editable_by_user ?? field.editable_by_user,
      ],
    )
    await emitFields(tx)
    if (field.type === FIELD_TYPES.SELECT.id) await dropOtherChoices(tx, next)
  })
}

/** Whoever chose what cannot be chosen any more has chosen nothing. */
async function dropOtherChoices(tx: ActionTx, field: ProfileField): Promise<void> {
  const rows = await tx.query<{ user_id: number }>(
    'delete from profile_value where field_id = $1 and value <> all ($2) returning user_id',
    [field.id, choicesOf(field)],
  )
  for (const row of rows) emitValue(tx, row.user_id, field.id, null, null)
}

/** With all that people filled in. @throws {ApiError} when there is none such */
export async function doRemoveProfileField(core: Core, id: number): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    requireField(await lockFields(tx), id)
    await tx.query('delete from profile_field where id = $1', [id])
    await emitFields(tx)
  })
}

/** @throws {ApiError} unless the ids are those of all there are, each once */
export async function doReorderProfileFields(core: Core, order: readonly number[]): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const known = new Set((await lockFields(tx)).map((field) => field.id))
    const isWhole = order.length === known.size && new Set(order).size === order.length
    if (!isWhole || !order.every((id) => known.has(id))) throw bad('Invalid order mapping.')
    await tx.query(
      `update profile_field f set position = x.position from unnest($1::int[]) with ordinality as x(id, position)
       where f.id = x.id`,
      [order],
    )
    await emitFields(tx)
  })
}

/** The organization's row stands for the list: whoever changes it holds it. */
async function lockFields(tx: ActionTx): Promise<ProfileField[]> {
  await tx.query('select from organization for no key update')
  return findProfileFields(tx)
}

export function requireField(known: readonly ProfileField[], id: number): ProfileField {
  const field = known.find((other) => other.id === id)
  if (!field) throw bad(`Field id ${id} not found.`)
  return field
}

function requireRoom(others: readonly ProfileField[], isInSummary: boolean): void {
  if (!isInSummary || others.filter((field) => field.display_in_profile_summary).length < MAX_SUMMARY) return
  throw bad(`Only ${MAX_SUMMARY} custom profile fields can be displayed in the profile summary.`)
}

function stored({ type, fieldData }: WantedField): string {
  const hasData = type === FIELD_TYPES.SELECT.id || type === FIELD_TYPES.EXTERNAL_ACCOUNT.id
  return hasData ? JSON.stringify(fieldData) : ''
}

function labelTaken(): ApiError {
  return bad('A field with that label already exists.')
}

function bad(message: string): ApiError {
  return new ApiError('BAD_REQUEST', message)
}
