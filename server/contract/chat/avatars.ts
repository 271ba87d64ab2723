import { endpoint } from '../endpoint.ts'

/** Zulip's web client's; its documentation does not name it. The picture comes in a multipart field of any name. */
export const uploadAvatar = endpoint({
  operation: 'upload-avatar',
  method: 'POST',
  path: '/users/me/avatar',
  access: 'user',
  params: {},
})

export const deleteAvatar = endpoint({
  operation: 'delete-avatar',
  method: 'DELETE',
  path: '/users/me/avatar',
  access: 'user',
  params: {},
})
