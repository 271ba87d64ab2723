import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import type { Actor } from '../../http/call.ts'
import { readQueueDefaults } from '../users/index.ts'
import { checkQueueNarrow, type QueueNarrow } from './queue-narrow.ts'

interface Asked {
  readonly narrow: QueueNarrow
  readonly all_public_streams?: boolean | undefined
}

/** Which messages a queue gets: as the client asks, else, of a bot, as the bot was set up. @throws {ApiError} */
export async function checkReach(
  db: ReadDb,
  actor: Actor,
  asked: Asked,
): Promise<{ readonly narrow: QueueNarrow; readonly allPublicStreams: boolean }> {
  const { channel, isWide } = actor.isBot ? await readQueueDefaults(db, actor.id) : { channel: null, isWide: false }
  const allPublicStreams = asked.all_public_streams ?? isWide
  if (allPublicStreams && actor.role === 600) throw new ApiError('BAD_REQUEST', 'User not authorized for this query')
  const narrow = checkQueueNarrow(asked.narrow)
  return { narrow: narrow.length === 0 && channel !== null ? [['channel', channel]] : narrow, allPublicStreams }
}
