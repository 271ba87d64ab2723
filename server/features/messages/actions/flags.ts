import type { Mark } from '../../../db/writer.ts'
import type { Core } from '../../../delivery/core.ts'

/** Flags that a user sets on a message, by their bit in message_flag. */
export const FLAG_BITS: Readonly<Record<string, number>> = { starred: 2, collapsed: 4 }

/** @returns the ids that the user may read, which are those that now have the flag so */
export async function doUpdateFlags(
  core: Core,
  user: number,
  ids: readonly number[],
  op: 'add' | 'remove',
  flag: string,
): Promise<number[]> {
  const bit = FLAG_BITS[flag]
  const event =
    bit === undefined
      ? await core.writer.mark({ user, op: op === 'add' ? 'read' : 'unread', scope: 'ids', ids })
      : await core.writer.flag({ user, op, bit, flag, ids })
  if (!event) return []
  core.log.committed([event])
  return event.payload?.['messages'] as number[]
}

/** Marks a topic, a stream or everything read, up to the newest message of this moment. */
export async function doMarkRead(core: Core, mark: Mark): Promise<void> {
  const event = await core.writer.mark(mark)
  if (event) core.log.committed([event])
}
