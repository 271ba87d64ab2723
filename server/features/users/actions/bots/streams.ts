import { ApiError } from '../../../../contract/errors.ts'
import type { ReadDb } from '../../../../db/database.ts'
import { findStreamFor } from '../../../streams/index.ts'

/** What is undefined stays. */
export interface StreamNames {
  /** Empty: none. */
  readonly sending: string | undefined
  readonly events: string | undefined
  readonly all: boolean | undefined
}

export interface BotStreams {
  readonly sending: number | null | undefined
  readonly events: number | null | undefined
  readonly all: boolean | undefined
}

/** @throws {ApiError} for streams that the actor may not know of */
export async function checkStreams(
  db: ReadDb,
  actor: { readonly id: number },
  names: StreamNames,
): Promise<BotStreams> {
  const find = async (name: string | undefined) => {
    if (name === undefined || name === '') return name === undefined ? undefined : null
    const stream = await findStreamFor(db, actor.id, name)
    if (!stream) throw new ApiError('BAD_REQUEST', `Invalid channel name '${name}'`)
    return stream.id
  }
  return { sending: await find(names.sending), events: await find(names.events), all: names.all }
}
