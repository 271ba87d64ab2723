import { ApiError, NotThereError } from '../../contract/errors.ts'
import { codeOf } from '../../markdown/emoji/index.ts'

/** @returns the name as it is stored @throws {ApiError} for one that cannot be written between colons */
export function checkEmojiName(given: string): string {
  const name = given.trim().toLowerCase().replaceAll(' ', '_')
  if (name === '') throw new ApiError('BAD_REQUEST', 'Emoji name is missing')
  if (!/^[0-9a-z._-]+$/.test(name)) {
    throw new ApiError(
      'BAD_REQUEST',
      'Emoji names must contain only lowercase English letters, digits, spaces, dashes, underscores, and periods.',
    )
  }
  if (!/[0-9a-z]$/.test(name)) throw new ApiError('BAD_REQUEST', 'Emoji names must end with either a letter or digit.')
  return name
}

/** @throws {ApiError} unless the actor may add an emoji of this name; one in place of a common emoji changes old messages */
export function requireMayAddEmoji(actor: { readonly role: number }, mayAdd: boolean, name: string): void {
  if (!mayAdd) throw new ApiError('BAD_REQUEST', 'Insufficient permission')
  if (codeOf(name) !== undefined && actor.role > 200) {
    throw new ApiError('BAD_REQUEST', 'Only administrators can override default emoji.')
  }
}

/** @throws {ApiError} unless there is such an emoji, in use, and the actor may end it */
export function requireMayDeactivate(
  actor: { readonly id: number; readonly role: number },
  emoji: { readonly author_id: number | null } | undefined,
  name: string,
): void {
  if (!emoji) throw new NotThereError(`Emoji '${name}' does not exist`)
  if (actor.role > 200 && emoji.author_id !== actor.id) {
    throw new ApiError('BAD_REQUEST', 'Must be an organization administrator or emoji author')
  }
}
