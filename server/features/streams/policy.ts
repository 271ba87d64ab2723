import { MAX_STREAM_NAME } from '../../contract/chat/streams.ts'
import { ApiError } from '../../contract/errors.ts'
import { escapeHtml } from '../../lib/escape-html.ts'
import { requireOwner } from '../../lib/require-role.ts'

interface Person {
  readonly role: number
}

/** @returns the name as it is stored @throws {ApiError} for one that no stream can have */
export function checkStreamName(given: string): string {
  const name = given.trim().normalize('NFC')
  if (name === '') throw new ApiError('BAD_REQUEST', "Channel name can't be empty.")
  if (name.length > MAX_STREAM_NAME) {
    throw new ApiError('BAD_REQUEST', `Channel name too long (limit: ${MAX_STREAM_NAME} characters).`)
  }
  // What cannot be seen makes two names look the same.
  const position = name.search(/[\p{Cc}\p{Cs}\p{Cn}]/u)
  if (position !== -1) {
    throw new ApiError('BAD_REQUEST', `Invalid character in channel name, at position ${position + 1}.`)
  }
  return name
}

/** A description is one line. */
export function tidyDescription(given: string): string {
  return given.replace(/\s*\n\s*/g, ' ').trim()
}

/** Descriptions are plain text so far. */
export function renderDescription(description: string): string {
  return description === '' ? '' : `<p>${escapeHtml(description)}</p>`
}

/** @returns days; -1: for ever, null: as the organization's; undefined: not said @throws {ApiError} but for owners */
export function checkRetention(actor: Person, given: string | undefined): number | null | undefined {
  if (given === undefined) return undefined
  const word = given.replace(/^"(.*)"$/, '$1')
  const days = /^\d{1,6}$/.test(word) ? Number(word) : 0
  const value = { realm_default: null, unlimited: -1 }[word]
  if (value === undefined && days < 1) {
    throw new ApiError('BAD_REQUEST', `Bad value for 'message_retention_days': ${given}`)
  }
  const chosen = value === undefined ? days : value
  if (chosen !== null) requireOwner(actor)
  return chosen
}

export interface Privacy {
  readonly isPrivate: boolean
  readonly publicHistory: boolean
}

/** @throws {ApiError} for what no stream can be */
export function checkPrivacy({ isPrivate, publicHistory }: Privacy, isWebPublic: boolean, isDefault: boolean): void {
  if (isWebPublic) throw new ApiError('BAD_REQUEST', 'Web-public channels are not enabled.')
  if (!isPrivate && !publicHistory) throw new ApiError('BAD_REQUEST', 'Invalid parameters')
  if (isPrivate && isDefault) throw new ApiError('BAD_REQUEST', 'A default channel cannot be private.')
}
