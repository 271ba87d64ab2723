export { checkEmoji } from './emoji.ts'

import type { FastifyInstance } from 'fastify'
import { addReaction, removeReaction } from '../../contract/chat/reactions.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { emojiNames } from '../../markdown/emoji/index.ts'
import { findTarget } from '../messages/index.ts'
import { followParticipation } from '../user-topics/index.ts'
import { doReact } from './actions.ts'
import { checkEmoji } from './emoji.ts'

/** Seconds; the list changes with the program only. */
const DAY = 86_400

export function mountReactions(app: FastifyInstance, core: Core): void {
  // Where /register sends clients for it: `server_emoji_data_url`.
  app.get('/static/emoji/emoji_api.json', (_request, reply) => {
    reply.header('cache-control', `public, max-age=${DAY}`).send({ code_to_names: emojiNames() })
  })

  mount(
    app,
    addReaction,
    async ({ message_id, emoji_name: name, emoji_code: code, reaction_type: kind }, { actor }) => {
      const target = await findTarget(core.db, actor.id, message_id)
      const emoji = await checkEmoji(core.db, message_id, { name, code, kind })
      if (!(await doReact(core, actor.id, message_id, 'add', emoji))) {
        throw new ApiError('REACTION_ALREADY_EXISTS', 'Reaction already exists.')
      }
      await followParticipation(core, actor.id, target).catch(() => undefined)
      return {}
    },
  )

  mount(app, removeReaction, async (params, { actor }) => {
    const { message_id, emoji_name: name, emoji_code: code, reaction_type: kind } = params
    await findTarget(core.db, actor.id, message_id)
    const emoji = await checkEmoji(core.db, message_id, { name, code, kind })
    if (!(await doReact(core, actor.id, message_id, 'remove', emoji))) {
      throw new ApiError('REACTION_DOES_NOT_EXIST', "Reaction doesn't exist.")
    }
    return {}
  })
}
