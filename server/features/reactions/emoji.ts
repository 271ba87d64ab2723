import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import { codeOf, isEmojiCode } from '../../markdown/emoji/index.ts'
import { findEmojiByName } from '../emoji/index.ts'

/** What somebody reacts with, as it is stored. */
export interface ReactionEmoji {
  readonly name: string
  readonly code: string
  /** `unicode_emoji`, `realm_emoji` or `zulip_extra_emoji` */
  readonly kind: string
}

interface Asked {
  readonly name: string | undefined
  readonly code: string | undefined
  readonly kind: string | undefined
}

const KINDS = new Set(['unicode_emoji', 'realm_emoji', 'zulip_extra_emoji'])

/**
 * Which emoji a caller means. Of one that is already on the message the name is kept, so that votes come together.
 * @throws {ApiError} for an emoji that there is not
 */
export async function checkEmoji(db: ReadDb, messageId: number, { name, code, kind }: Asked): Promise<ReactionEmoji> {
  if (kind !== undefined && !KINDS.has(kind)) throw new ApiError('BAD_REQUEST', 'Invalid emoji type.')
  if (code !== undefined) {
    const [known] = await db.query<ReactionEmoji>(
      `select emoji_name as name, emoji_code as code, reaction_type as kind from reaction
       where message_id = $1 and emoji_code = $2 and reaction_type = $3 limit 1`,
      [messageId, code, kind ?? 'unicode_emoji'],
    )
    return known ?? checkNew(db, name, code, kind ?? 'unicode_emoji')
  }
  if (name === undefined) throw new ApiError('BAD_REQUEST', 'At least one of the emoji name and code must be given')
  const custom = await findCustom(db, name)
  if (custom && kind !== 'unicode_emoji') return custom
  if (name === 'zulip') return { name, code: 'zulip', kind: 'zulip_extra_emoji' }
  const found = codeOf(name)
  if (!found) throw new ApiError('BAD_REQUEST', `Emoji '${name}' does not exist`)
  return { name, code: found, kind: 'unicode_emoji' }
}

async function checkNew(db: ReadDb, name = '', code: string, kind: string): Promise<ReactionEmoji> {
  if (kind === 'realm_emoji') {
    const custom = await findCustom(db, name)
    if (custom?.code !== code) throw new ApiError('BAD_REQUEST', 'Invalid custom emoji.')
    return custom
  }
  if (kind === 'zulip_extra_emoji') {
    if (code !== 'zulip' || name !== 'zulip') throw new ApiError('BAD_REQUEST', 'Invalid emoji code')
    return { name, code, kind }
  }
  if (!isEmojiCode(code)) throw new ApiError('BAD_REQUEST', 'Invalid emoji code')
  if (codeOf(name) !== code) throw new ApiError('BAD_REQUEST', 'Invalid emoji name.')
  return { name, code, kind }
}

async function findCustom(db: ReadDb, name: string): Promise<ReactionEmoji | undefined> {
  const found = await findEmojiByName(db, name)
  return found && { name, code: String(found.id), kind: 'realm_emoji' }
}
