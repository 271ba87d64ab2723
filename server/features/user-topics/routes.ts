import type { FastifyInstance } from 'fastify'
import { muteTopic, POLICY, updateUserTopic } from '../../contract/chat/user-topics.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { checkTopicWish, doSetTopicPolicy } from './actions.ts'

export function mountUserTopics(app: FastifyInstance, core: Core): void {
  mount(app, updateUserTopic, async ({ stream_id: stream, topic, visibility_policy: policy }, { actor }) => {
    await doSetTopicPolicy(core, actor.id, await checkTopicWish(core, actor, stream, { topic, policy }))
    return {}
  })

  mount(app, muteTopic, async ({ stream_id: id, stream: name, topic, op }, { actor }) => {
    const policy = op === 'add' ? POLICY.muted : POLICY.none
    await doSetTopicPolicy(core, actor.id, await checkTopicWish(core, actor, oneOf(id, name), { topic, policy }))
    return {}
  })
}

function oneOf(id: number | undefined, name: string | undefined): number | string {
  if (id !== undefined && name !== undefined) {
    throw new ApiError('BAD_REQUEST', 'Unsupported parameter combination: stream_id, stream')
  }
  const to = id ?? name
  if (to !== undefined) return to
  throw new ApiError('REQUEST_VARIABLE_MISSING', "Missing 'stream_id' argument", { var_name: 'stream_id' })
}
