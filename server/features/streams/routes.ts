import type { FastifyInstance } from 'fastify'
import {
  archiveStream,
  getStreamById,
  getStreamEmailAddress,
  getStreamId,
  getStreams,
  getStreamTopics,
  getSubscribers,
  updateStream,
} from '../../contract/chat/streams.ts'
import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import { mount } from '../../http/mount.ts'
import { requireAdministered, requireKnown, requireReadableStream } from './access.ts'
import { doArchiveStream } from './actions/archive.ts'
import { checkUpdateStream } from './actions/check-update.ts'
import { doUpdateStream } from './actions/update.ts'
import { mountDefaultStreams } from './default-routes.ts'
import { findDefaultStreams, findKnownStream, findStreamsBy, findSubscribers, readStream } from './repository.ts'
import { mountSubscriptions, type TellNewStreams } from './subscription-routes.ts'
import { findTopics } from './topics.ts'
import { toWireStream } from './wire.ts'

export function mountStreams(app: FastifyInstance, core: Core, tellNewStreams: TellNewStreams): void {
  mountReading(app, core)
  mountSubscriptions(app, core, tellNewStreams)
  mountDefaultStreams(app, core)

  mount(app, updateStream, async ({ stream_id: id, ...params }, { actor }) => {
    const legacyPolicy = params.is_announcement_only ? 2 : 1
    const change = await checkUpdateStream(core, actor, id, {
      name: params.new_name,
      description: params.description,
      isPrivate: params.is_private,
      isWebPublic: params.is_web_public,
      publicHistory: params.history_public_to_subscribers,
      isDefault: params.is_default_stream,
      postPolicy: params.stream_post_policy ?? (params.is_announcement_only === undefined ? undefined : legacyPolicy),
      retentionDays: params.message_retention_days,
      settings: {
        can_remove_subscribers_group: params.can_remove_subscribers_group,
        can_administer_channel_group: params.can_administer_channel_group,
      },
    })
    await doUpdateStream(core, id, change)
    return {}
  })

  mount(app, archiveStream, async ({ stream_id: id }, { actor }) => {
    await requireAdministered(core.db, actor.id, id)
    await doArchiveStream(core, id)
    return {}
  })
}

function mountReading(app: FastifyInstance, core: Core): void {
  mount(app, getStreams, async (params, { actor }) => {
    if (params.include_all_active && actor.role > 200) {
      throw new ApiError('BAD_REQUEST', 'User not authorized for this query')
    }
    const rows = await findStreamsBy(core.db, actor.id, {
      public: params.include_public,
      subscribed: params.include_subscribed,
      ownerSubscribed: params.include_owner_subscribed,
      all: params.include_all_active,
      archived: !params.exclude_archived,
    })
    if (!params.include_default) return { streams: rows.map(toWireStream) }
    const defaults = new Set(await findDefaultStreams(core.db))
    return { streams: rows.map((row) => ({ ...toWireStream(row), is_default: defaults.has(row.id) })) }
  })

  mount(app, getStreamById, async ({ stream_id: id }, { actor }) => {
    await requireKnown(core.db, actor.id, id)
    return { stream: toWireStream(await readStream(core.db, id)) }
  })

  mount(app, getStreamId, async ({ stream: name }, { actor }) => {
    const stream = await findKnownStream(core.db, actor.id, name)
    if (!stream) throw new ApiError('BAD_REQUEST', `Invalid channel name '${name}'`)
    return { stream_id: stream.id }
  })

  mount(app, getSubscribers, async ({ stream_id: id }, { actor }) => {
    await requireKnown(core.db, actor.id, id)
    return { subscribers: await findSubscribers(core.db, id) }
  })

  mount(app, getStreamTopics, async ({ stream_id: id }, { actor }) => {
    const stream = await requireReadableStream(core.db, actor.id, id)
    return { topics: await findTopics(core.db, actor.id, stream) }
  })

  // Nothing is taken in by mail, which Zulip says so, too.
  mount(app, getStreamEmailAddress, async ({ stream_id: id }, { actor }) => {
    await requireReadableStream(core.db, actor.id, id)
    return { email: '' }
  })
}
