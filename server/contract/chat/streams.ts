import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'
import { changedGroupSetting } from './group-setting.ts'

export const MAX_STREAM_NAME = 60
export const MAX_STREAM_DESCRIPTION = 1024

const id = z.int32().positive()
const yes = json(z.boolean())
const stream = { stream_id: json(id) }

/** 1 everybody, 2 administrators, 3 full members, 4 moderators */
export const postPolicy = json(z.literal([1, 2, 3, 4])).optional()
/** Days, or a word of Zulip's for none and for the organization's: judged by the server. */
export const retentionDays = z.string().max(40).optional()

export const getStreams = endpoint({
  operation: 'get-streams',
  method: 'GET',
  path: '/streams',
  access: 'user',
  params: {
    include_public: yes.default(true),
    include_web_public: yes.default(false),
    include_subscribed: yes.default(true),
    exclude_archived: yes.default(true),
    include_all_active: yes.default(false),
    include_default: yes.default(false),
    include_owner_subscribed: yes.default(false),
  },
})

export const getStreamById = endpoint({
  operation: 'get-stream-by-id',
  method: 'GET',
  path: '/streams/:stream_id',
  access: 'user',
  params: stream,
})

export const getStreamId = endpoint({
  operation: 'get-stream-id',
  method: 'GET',
  path: '/get_stream_id',
  access: 'user',
  params: { stream: z.string().max(200) },
})

/** What is absent stays. */
export const updateStream = endpoint({
  operation: 'update-stream',
  method: 'PATCH',
  path: '/streams/:stream_id',
  access: 'user',
  params: {
    ...stream,
    new_name: z.string().optional(),
    description: z.string().max(MAX_STREAM_DESCRIPTION).optional(),
    is_private: yes.optional(),
    is_announcement_only: yes.optional(),
    is_web_public: yes.optional(),
    history_public_to_subscribers: yes.optional(),
    is_default_stream: yes.optional(),
    stream_post_policy: postPolicy,
    message_retention_days: retentionDays,
    can_remove_subscribers_group: changedGroupSetting,
    can_administer_channel_group: changedGroupSetting,
  },
})

export const archiveStream = endpoint({
  operation: 'archive-stream',
  method: 'DELETE',
  path: '/streams/:stream_id',
  access: 'user',
  params: stream,
})

export const getStreamEmailAddress = endpoint({
  operation: 'get-stream-email-address',
  method: 'GET',
  path: '/streams/:stream_id/email_address',
  access: 'user',
  params: stream,
})

export const getSubscribers = endpoint({
  operation: 'get-subscribers',
  method: 'GET',
  path: '/streams/:stream_id/members',
  access: 'user',
  params: stream,
})

export const getStreamTopics = endpoint({
  operation: 'get-stream-topics',
  method: 'GET',
  path: '/users/me/:stream_id/topics',
  access: 'user',
  params: stream,
})

export const deleteTopic = endpoint({
  operation: 'delete-topic',
  method: 'POST',
  path: '/streams/:stream_id/delete_topic',
  access: 'user',
  params: { ...stream, topic_name: z.string().max(200) },
})
