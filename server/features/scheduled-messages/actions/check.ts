import { ApiError, NotThereError } from '../../../contract/errors.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Actor } from '../../../http/call.ts'
import { checkSendMessage } from '../../messages/index.ts'
import { findStreamFor } from '../../streams/index.ts'
import { findOthers } from '../../users/index.ts'
import { findScheduled, type ScheduledRow } from '../repository.ts'

/** A message to come as somebody wants it. */
interface Wish {
  readonly isStream: boolean
  readonly to: number | readonly number[]
  readonly topic: string | undefined
  readonly content: string
  readonly deliverAt: number
}
/** What is undefined stays. */
export type WishChange = { readonly [Key in keyof Wish]: Wish[Key] | undefined }

/** Checked: what is stored of it. */
export type Schedulable = Pick<ScheduledRow, 'recipients' | 'topic' | 'content' | 'rendered' | 'deliver_at'>

/** It is judged as if it were sent now, and again when it is. @throws {ApiError} */
export async function checkSchedule(core: Core, actor: Actor, wish: Wish): Promise<Schedulable> {
  if (wish.deliverAt <= Date.now() / 1000) {
    throw new ApiError('BAD_REQUEST', 'Scheduled delivery time must be in the future.')
  }
  const people = [wish.to].flat()
  const [stream = 0] = people
  if (wish.isStream) await requireStream(core, actor, people)
  const { topic, content, rendered } = await checkSendMessage(core, actor, {
    isStream: wish.isStream,
    to: JSON.stringify(wish.isStream ? stream : people),
    topic: wish.topic,
    content: wish.content,
    queueId: undefined,
    localId: undefined,
  })
  const recipients = wish.isStream ? [stream] : await findOthers(core.db, actor.id, people)
  return { recipients, topic, content, rendered, deliver_at: wish.deliverAt }
}

/** @throws {ApiError} unless it is one that the actor may know of */
async function requireStream(core: Core, actor: Actor, [id = 0, ...more]: readonly number[]): Promise<void> {
  if (more.length > 0) throw new ApiError('BAD_REQUEST', 'Expected exactly one channel')
  if (await findStreamFor(core.db, actor.id, id)) return
  throw new ApiError('STREAM_DOES_NOT_EXIST', `Channel with ID '${id}' does not exist`, { stream_id: id })
}

/** @throws {ApiError} @throws {NotThereError} */
export async function checkReschedule(core: Core, actor: Actor, id: number, change: WishChange): Promise<Schedulable> {
  requireWhole(change)
  const [row] = await findScheduled(core.db, actor.id, id)
  if (!row) throw noSuchScheduled()
  const before: Wish = {
    isStream: row.topic !== null,
    to: row.recipients,
    topic: row.topic ?? undefined,
    content: row.content,
    deliverAt: row.deliver_at,
  }
  const changed = Object.entries(change).filter(([, value]) => value !== undefined)
  return checkSchedule(core, actor, { ...before, ...Object.fromEntries(changed) })
}

/** @throws {ApiError} for one that changes nothing, or lacks what its type needs */
function requireWhole({ isStream, to, topic, ...rest }: WishChange): void {
  if ([isStream, to, topic, ...Object.values(rest)].every((value) => value === undefined)) {
    throw new ApiError('BAD_REQUEST', 'Nothing to change')
  }
  if (isStream !== undefined && to === undefined) {
    throw new ApiError('BAD_REQUEST', 'Recipient required when updating type of scheduled message.')
  }
  if (isStream && topic === undefined) {
    throw new ApiError('BAD_REQUEST', 'Topic required when updating scheduled message type to channel.')
  }
}

export function noSuchScheduled(): NotThereError {
  return new NotThereError('Scheduled message does not exist')
}
