import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import { AUDIENCE } from '../../delivery/audience.ts'
import type { Core } from '../../delivery/core.ts'
import type { Actor } from '../../http/call.ts'
import { requireInSight } from '../sight/index.ts'
import { findStreamFor } from '../streams/index.ts'
import { readUserSetting } from '../user-settings/index.ts'

export interface TypingRequest {
  readonly isStream: boolean
  readonly op: 'start' | 'stop'
  readonly to: readonly number[] | undefined
  readonly streamId: number | undefined
  readonly topic: string | undefined
}

/** Where somebody types, checked. */
export type TypingPlace =
  | { readonly kind: 'stream'; readonly stream: number; readonly topic: string }
  | {
      readonly kind: 'direct'
      readonly people: readonly { readonly user_id: number; readonly email: string }[]
    }

/** @throws {ApiError} for a place that the actor may not write to */
export async function checkTyping(core: Pick<Core, 'db'>, actor: Actor, request: TypingRequest): Promise<TypingPlace> {
  if (request.isStream) {
    if (request.streamId === undefined) throw new ApiError('BAD_REQUEST', 'Missing stream_id')
    if (request.topic === undefined) throw new ApiError('BAD_REQUEST', 'Missing topic')
    const stream = await findStreamFor(core.db, actor.id, request.streamId)
    if (!stream) throw new ApiError('BAD_REQUEST', 'Invalid channel ID')
    await requireTells(core.db, actor.id, 'channel')
    return { kind: 'stream', stream: stream.id, topic: request.topic }
  }
  if (request.to === undefined) throw new ApiError('BAD_REQUEST', "Missing 'to' argument")
  if (request.to.length === 0) throw new ApiError('BAD_REQUEST', "Empty 'to' list")
  const people = await core.db.query<{ user_id: number; email: string }>(
    'select id as user_id, email from user_account where is_active and id = any ($1) order by id',
    [[...request.to, actor.id]],
  )
  const unknown = request.to.find((id) => !people.some((person) => person.user_id === id))
  if (unknown !== undefined) throw new ApiError('BAD_REQUEST', `Invalid user ID ${unknown}`)
  await requireInSight(core.db, actor, request.to)
  await requireTells(core.db, actor.id, 'direct')
  return { kind: 'direct', people }
}

/** @throws {ApiError} for who does not want others to know that they type */
async function requireTells(db: ReadDb, user: number, where: 'channel' | 'direct'): Promise<void> {
  const name = where === 'direct' ? 'send_private_typing_notifications' : 'send_stream_typing_notifications'
  if (await readUserSetting(db, user, name)) return
  throw new ApiError('BAD_REQUEST', `User has disabled typing notifications for ${where} messages`)
}

/** Tells the others of the conversation, but for those who want to see nobody type; nothing is stored. https://zulip.com/api/get-events#typing-start */
export function doSetTyping(core: Pick<Core, 'log'>, actor: Actor, op: TypingRequest['op'], place: TypingPlace): void {
  const isStream = place.kind === 'stream'
  const sender = { user_id: actor.id, email: actor.email }
  core.log.emitTransient({
    type: 'typing',
    // Symbolic for a stream: who loses it hears nothing more of its topics, however late they read this.
    audience: isStream ? AUDIENCE.subscribers : AUDIENCE.users,
    users: isStream ? null : place.people.map((person) => person.user_id).filter((id) => id !== actor.id),
    recipient_id: isStream ? place.stream : null,
    message_id: null,
    payload: isStream
      ? { op, message_type: 'stream', sender, stream_id: place.stream, topic: place.topic }
      : { op, message_type: 'direct', sender, recipients: place.people },
  })
}
