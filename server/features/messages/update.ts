import { createHash } from 'node:crypto'
import type { updateMessage } from '../../contract/chat/messages.ts'
import type { ParamsOf } from '../../contract/endpoint.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import type { Actor } from '../../http/call.ts'
import { checkEditContent, doEditContent } from './actions/edit.ts'
import { checkMoveMessages, doMoveMessages } from './actions/move.ts'
import { tellMoved } from './actions/tell-move.ts'

type Params = ParamsOf<typeof updateMessage>

/**
 * One call may change the text and the topic: both are checked before either is done.
 * https://zulip.com/api/update-message
 * @throws {ApiError}
 */
export async function updateMessageOf(
  core: Core,
  actor: Actor,
  params: Params,
): Promise<{ detached_uploads: Record<string, unknown>[] }> {
  const { message_id: id, content, stream_id: streamId, propagate_mode: mode } = params
  const topic = params.topic ?? params.subject
  checkCombination(params, topic)
  const edit = content === undefined ? undefined : await checkEditContent(core, actor, id, content)
  if (edit && params.prev_content_sha256 !== undefined && params.prev_content_sha256 !== sha256(edit.target.content)) {
    throw new ApiError('EXPECTATION_MISMATCH', "'prev_content_sha256' value does not match the expected value.")
  }
  const move =
    topic === undefined && streamId === undefined
      ? undefined
      : await checkMoveMessages(core, actor, { id, mode, topic, streamId })
  const detached = edit ? await doEditContent(core, actor, id, edit.composed) : []
  if (move) {
    await doMoveMessages(core, actor, move)
    await tellMoved(core, actor, move, {
      oldPlace: params.send_notification_to_old_thread,
      newPlace: params.send_notification_to_new_thread,
    })
  }
  return { detached_uploads: detached }
}

function checkCombination(
  { content, stream_id: streamId, propagate_mode: mode }: Params,
  topic: string | undefined,
): void {
  if (content === undefined && topic === undefined && streamId === undefined) {
    throw new ApiError('BAD_REQUEST', 'Nothing to change')
  }
  if (content !== undefined && streamId !== undefined) {
    throw new ApiError('BAD_REQUEST', 'Cannot change message content while changing channel')
  }
  if (mode !== 'change_one' && topic === undefined && streamId === undefined) {
    throw new ApiError('BAD_REQUEST', 'Invalid propagate_mode without topic edit')
  }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
