import { FIELD_TYPES } from '../../contract/chat/profile-fields.ts'
import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import { escapeHtml } from '../../lib/escape-html.ts'
import { isWebAddress } from './policy.ts'
import { choicesOf, type ProfileField } from './repository.ts'

type Given = string | readonly number[]

const MAX_SHORT = 50
const MAX_LONG = 500
const MAX_URL = 2000

type Check = (field: ProfileField, text: string) => void

const atMost =
  (limit: number): Check =>
  ({ name }, text) => {
    if (text.length > limit) throw bad(`${name} is too long (limit: ${limit} characters)`)
  }

const CHECKS: Readonly<Record<number, Check>> = {
  [FIELD_TYPES.SHORT_TEXT.id]: atMost(MAX_SHORT),
  [FIELD_TYPES.PRONOUNS.id]: atMost(MAX_SHORT),
  [FIELD_TYPES.EXTERNAL_ACCOUNT.id]: atMost(MAX_SHORT),
  [FIELD_TYPES.LONG_TEXT.id]: atMost(MAX_LONG),
  [FIELD_TYPES.SELECT.id]: (field, text) => {
    if (!choicesOf(field).includes(text)) throw bad(`'${text}' is not a valid choice for '${field.name}'.`)
  },
  [FIELD_TYPES.DATE.id]: ({ name }, text) => {
    if (!isDate(text)) throw bad(`${name} is not a date`)
  },
  [FIELD_TYPES.URL.id]: (field, text) => {
    atMost(MAX_URL)(field, text)
    if (!isWebAddress(text)) throw bad(`${field.name} is not a URL`)
  },
}

/** @returns the value as it is stored @throws {ApiError} for one that the field's type does not know */
export async function checkValue(db: ReadDb, field: ProfileField, given: Given): Promise<string> {
  if (field.type === FIELD_TYPES.USER.id) return checkPeople(db, given)
  if (typeof given !== 'string') throw bad(`${field.name} is not a string`)
  const text = given.trim()
  CHECKS[field.type]?.(field, text)
  return text
}

async function checkPeople(db: ReadDb, given: Given): Promise<string> {
  if (typeof given === 'string') throw bad('User IDs is not a list')
  const ids = [...new Set(given)]
  const rows = await db.query<{ id: number; is_active: boolean; is_bot: boolean }>(
    'select id, is_active, is_bot from user_account where id = any ($1)',
    [ids],
  )
  for (const id of ids) {
    const user = rows.find((row) => row.id === id)
    if (!user) throw bad(`Invalid user ID: ${id}`)
    if (!user.is_active) throw bad(`User with ID ${id} is deactivated`)
    if (user.is_bot) throw bad(`User with ID ${id} is a bot`)
  }
  return JSON.stringify(ids)
}

/** A calendar date such as 2024-02-29. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** Texts are also given as HTML; null for what is no text. */
export function renderValue(type: number, value: string): string | null {
  if (type !== FIELD_TYPES.SHORT_TEXT.id && type !== FIELD_TYPES.LONG_TEXT.id) return null
  const paragraphs = value.split(/\n{2,}/).map((text) => escapeHtml(text.trim()).replaceAll('\n', '<br>\n'))
  return paragraphs.map((html) => `<p>${html}</p>`).join('\n')
}

function bad(message: string): ApiError {
  return new ApiError('BAD_REQUEST', message)
}
