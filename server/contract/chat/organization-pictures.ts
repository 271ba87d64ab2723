import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

// Zulip's web client's; its documentation does not name them. Pictures come in a multipart field of any name.

/** Whether the logo for dark themes is meant. */
const night = json(z.boolean()).default(false)

export const uploadIcon = endpoint({
  operation: 'upload-realm-icon',
  method: 'POST',
  path: '/realm/icon',
  access: 'user',
  params: {},
})

export const deleteIcon = endpoint({
  operation: 'delete-realm-icon',
  method: 'DELETE',
  path: '/realm/icon',
  access: 'user',
  params: {},
})

export const uploadLogo = endpoint({
  operation: 'upload-realm-logo',
  method: 'POST',
  path: '/realm/logo',
  access: 'user',
  params: { night },
})

export const deleteLogo = endpoint({
  operation: 'delete-realm-logo',
  method: 'DELETE',
  path: '/realm/logo',
  access: 'user',
  params: { night },
})
