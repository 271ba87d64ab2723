import { ApiError } from '../../contract/errors.ts'
import type { RulesFor } from '../../contract/settings/realm.ts'
import type { Actor } from '../../http/call.ts'
import type { Target } from './target.ts'

/** Clients count from when they drew the message; the limit must not pass while somebody is typing the last word. */
const GRACE_SECONDS = 20

/** @throws {ApiError} unless the actor may change the text of this message */
export function requireMayEdit(actor: Actor, message: Target, rules: RulesFor): void {
  if (!rules.allow_message_editing) {
    throw new ApiError('BAD_REQUEST', 'Your organization has turned off message editing')
  }
  if (message.sender_id !== actor.id) {
    throw new ApiError('BAD_REQUEST', "You don't have permission to edit this message")
  }
  const limit = rules.message_content_edit_limit_seconds
  if (limit !== null && message.age > limit + GRACE_SECONDS) {
    throw new ApiError('BAD_REQUEST', 'The time limit for editing this message has passed')
  }
}

/** @throws {ApiError} unless the actor may delete this message */
export function requireMayDelete(actor: Actor, message: Target, rules: RulesFor): void {
  if (rules.can_delete_any_message_group) return
  if (message.sender_id !== actor.id || !rules.can_delete_own_message_group) {
    throw new ApiError('BAD_REQUEST', "You don't have permission to delete this message")
  }
  const limit = rules.message_content_delete_limit_seconds
  if (limit !== null && message.age > limit) {
    throw new ApiError('BAD_REQUEST', 'The time limit for deleting this message has passed')
  }
}

/**
 * @returns how old, in seconds, a message may be that the actor moves; null: of any age
 * @throws {ApiError} unless the actor may move messages so at all
 */
export function requireMayMove(actor: Actor, toOtherStream: boolean, rules: RulesFor): number | null {
  const isAllowed = toOtherStream
    ? rules.can_move_messages_between_channels_group
    : rules.can_move_messages_between_topics_group
  if (!isAllowed) {
    throw new ApiError(
      'BAD_REQUEST',
      toOtherStream
        ? "You don't have permission to move this message"
        : "You don't have permission to edit this message",
    )
  }
  if (actor.role <= 300) return null
  return toOtherStream
    ? rules.move_messages_between_streams_limit_seconds
    : rules.move_messages_within_stream_limit_seconds
}
