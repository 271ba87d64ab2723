import { EXTERNAL_ACCOUNTS, externalAccount, FIELD_TYPES, fieldChoice } from '../../contract/chat/profile-fields.ts'
import { ApiError } from '../../contract/errors.ts'

export type FieldData = Readonly<Record<string, unknown>>

/** What a field is to be like. */
export interface WantedField {
  readonly name: string
  readonly hint: string
  readonly type: number
  readonly fieldData: FieldData
  readonly isInSummary: boolean
}

const TYPES: ReadonlySet<number> = new Set(Object.values(FIELD_TYPES).map((type) => type.id))
const NOT_IN_SUMMARY: ReadonlySet<number> = new Set([FIELD_TYPES.LONG_TEXT.id, FIELD_TYPES.USER.id])
/** How many fields can be in the summary. */
export const MAX_SUMMARY = 2

/** @returns the field with the words of its external account, if it is a known one @throws {ApiError} */
export function checkField(field: WantedField): WantedField {
  if (!TYPES.has(field.type)) throw bad('Invalid field type.')
  const named = withKnownNames(field)
  if (named.name === '') throw bad('Label cannot be blank.')
  if (field.isInSummary && NOT_IN_SUMMARY.has(field.type)) {
    throw bad('Field type not supported for display in profile summary.')
  }
  if (field.type === FIELD_TYPES.SELECT.id) checkChoices(field.fieldData)
  if (field.type === FIELD_TYPES.EXTERNAL_ACCOUNT.id) checkAccount(field.fieldData)
  return named
}

function withKnownNames(field: WantedField): WantedField {
  if (field.type !== FIELD_TYPES.EXTERNAL_ACCOUNT.id) return field
  const known = knownAccount(field.fieldData['subtype'])
  return known ? { ...field, name: known.name, hint: known.hint } : field
}

function knownAccount(subtype: unknown) {
  return Object.entries(EXTERNAL_ACCOUNTS).find(([name]) => name === subtype)?.[1]
}

function checkChoices(data: FieldData): void {
  const entries = Object.entries(data)
  if (entries.length === 0) throw bad('Field must have at least one choice.')
  const texts = new Set<string>()
  for (const [value, given] of entries) {
    if (value.trim() === '') throw bad("'value' cannot be blank.")
    const parsed = fieldChoice.safeParse(given)
    if (!parsed.success) throw bad('field_data is not a valid list of options')
    texts.add(parsed.data.text)
  }
  if (texts.size < entries.length) throw bad('Field must not have duplicate choices.')
}

function checkAccount(data: FieldData): void {
  const parsed = externalAccount.safeParse(data)
  if (!parsed.success) throw bad('field_data is not a valid external account')
  const { subtype, url_pattern: pattern } = parsed.data
  if (subtype !== 'custom') {
    if (!knownAccount(subtype)) throw bad('Invalid external account type')
    return
  }
  if (pattern === undefined) throw bad('Custom external account must define URL pattern')
  const hasOneName = pattern.split('%(username)s').length === 2
  if (!hasOneName || !isWebAddress(pattern.replace('%(username)s', 'username'))) throw bad('Malformed URL pattern.')
}

export function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}

function bad(message: string): ApiError {
  return new ApiError('BAD_REQUEST', message)
}
