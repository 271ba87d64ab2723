import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

const part = z.string().max(300)

/** The file comes in a multipart field of any name. */
export const uploadFile = endpoint({
  operation: 'upload-file',
  method: 'POST',
  path: '/user_uploads',
  access: 'user',
  params: {},
})

/** `filename` of the documentation is the rest of the address: three parts of it. */
export const getFileTemporaryUrl = endpoint({
  operation: 'get-file-temporary-url',
  method: 'GET',
  path: '/user_uploads/:realm_id_str/:folder/:key/:name',
  access: 'user',
  params: { realm_id_str: part, folder: part, key: part, name: part },
})

export const getAttachments = endpoint({
  operation: 'get-attachments',
  method: 'GET',
  path: '/attachments',
  access: 'user',
  params: {},
})

export const removeAttachment = endpoint({
  operation: 'remove-attachment',
  method: 'DELETE',
  path: '/attachments/:attachment_id',
  access: 'user',
  params: { attachment_id: json(z.int32()) },
})
