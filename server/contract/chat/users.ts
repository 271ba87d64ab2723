import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'
import { profileData } from './profile-fields.ts'

const id = z.int32().positive()
const profile = { include_custom_profile_fields: json(z.boolean()).default(false) }
const gravatar = { client_gravatar: json(z.boolean()).default(true) }

export const getUsers = endpoint({
  operation: 'get-users',
  method: 'GET',
  path: '/users',
  access: 'user',
  params: {
    ...gravatar,
    ...profile,
    /** Only these; of later servers. */
    user_ids: json(z.array(id).max(10_000)).optional(),
  },
})

export const getOwnUser = endpoint({
  operation: 'get-own-user',
  method: 'GET',
  path: '/users/me',
  access: 'user',
  params: {},
})

/** Also https://zulip.com/api/get-user-by-email. */
export const getUser = endpoint({
  operation: 'get-user',
  method: 'GET',
  path: '/users/:user_id_or_email',
  access: 'user',
  params: { user_id_or_email: z.string(), ...gravatar, ...profile },
})

export const createUser = endpoint({
  operation: 'create-user',
  method: 'POST',
  path: '/users',
  access: 'user',
  params: { email: z.email().max(254), password: z.string(), full_name: z.string() },
})

/** What is absent stays. Also https://zulip.com/api/update-user-by-email. */
export const updateUser = endpoint({
  operation: 'update-user',
  method: 'PATCH',
  path: '/users/:user_id_or_email',
  access: 'user',
  params: {
    user_id_or_email: z.string(),
    full_name: z.string().optional(),
    role: json(z.literal([100, 200, 300, 400, 600])).optional(),
    new_email: z.email().max(254).optional(),
    profile_data: profileData.optional(),
  },
})

export const deactivateUser = endpoint({
  operation: 'deactivate-user',
  method: 'DELETE',
  path: '/users/:user_id_or_email',
  access: 'user',
  params: {
    user_id_or_email: z.string(),
    /** For the mail that tells of it; this server sends none. */
    deactivation_notification_comment: z.string().max(2000).optional(),
  },
})

export const deactivateOwnUser = endpoint({
  operation: 'deactivate-own-user',
  method: 'DELETE',
  path: '/users/me',
  access: 'user',
  params: {},
})

export const reactivateUser = endpoint({
  operation: 'reactivate-user',
  method: 'POST',
  path: '/users/:user_id/reactivate',
  access: 'user',
  params: { user_id: json(id) },
})

export const muteUser = endpoint({
  operation: 'mute-user',
  method: 'POST',
  path: '/users/me/muted_users/:muted_user_id',
  access: 'user',
  params: { muted_user_id: json(id) },
})

export const unmuteUser = endpoint({
  operation: 'unmute-user',
  method: 'DELETE',
  path: '/users/me/muted_users/:muted_user_id',
  access: 'user',
  params: { muted_user_id: json(id) },
})

export const getServerSettings = endpoint({
  operation: 'get-server-settings',
  method: 'GET',
  path: '/server_settings',
  access: 'anyone',
  params: {},
})
