import type { Core } from '../../delivery/core.ts'
import type { ReactionEmoji } from './emoji.ts'

/**
 * Adds or removes somebody's reaction.
 * @returns false when it was there already, or not there; also when the message may no longer be read
 */
export async function doReact(
  core: Core,
  user: number,
  message: number,
  op: 'add' | 'remove',
  emoji: ReactionEmoji,
): Promise<boolean> {
  const event = await core.writer.react({ user, message, op, ...emoji })
  if (!event) return false
  core.log.committed([event])
  return true
}
