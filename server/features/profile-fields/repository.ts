import type { ReadDb } from '../../db/database.ts'

export interface ProfileField {
  readonly id: number
  readonly name: string
  readonly hint: string
  readonly type: number
  /** JSON; empty where the type has none. */
  readonly field_data: string
  readonly display_in_profile_summary: boolean
  readonly required: boolean
  readonly editable_by_user: boolean
  readonly order: number
}

/** In the order in which they are shown. */
export function findProfileFields(db: ReadDb): Promise<ProfileField[]> {
  return db.query<ProfileField>(
    `select id, name, hint, type, field_data, display_in_profile_summary, required, editable_by_user,
       position as "order" from profile_field order by position, id`,
  )
}

/** https://zulip.com/api/get-custom-profile-fields */
export function toWireField({ display_in_profile_summary: isInSummary, ...field }: ProfileField): object {
  return isInSummary ? { ...field, display_in_profile_summary: true } : field
}

/** What a field of the type list of options lets choose. */
export function choicesOf(field: Pick<ProfileField, 'field_data'>): string[] {
  return Object.keys(JSON.parse(field.field_data || '{}') as object)
}
