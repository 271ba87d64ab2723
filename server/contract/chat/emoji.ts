import { z } from 'zod'
import { endpoint } from '../endpoint.ts'

const emoji_name = z.string().max(100)

export const getCustomEmoji = endpoint({
  operation: 'get-custom-emoji',
  method: 'GET',
  path: '/realm/emoji',
  access: 'user',
  params: {},
})

/** The picture comes in a multipart field of any name. */
export const uploadCustomEmoji = endpoint({
  operation: 'upload-custom-emoji',
  method: 'POST',
  path: '/realm/emoji/:emoji_name',
  access: 'user',
  params: { emoji_name },
})

export const deactivateCustomEmoji = endpoint({
  operation: 'deactivate-custom-emoji',
  method: 'DELETE',
  path: '/realm/emoji/:emoji_name',
  access: 'user',
  params: { emoji_name },
})
