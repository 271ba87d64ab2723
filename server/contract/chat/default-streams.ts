import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

const id = z.int32().positive()
const stream = { stream_id: json(id) }
const group = { group_id: json(id) }
const name = z.string()
const description = z.string().max(1024)
/** By name: these calls are older than the habit of ids, and in no page of the documentation. */
const streamNames = json(z.array(z.string().max(200)).max(100))

export const addDefaultStream = endpoint({
  operation: 'add-default-stream',
  method: 'POST',
  path: '/default_streams',
  access: 'user',
  params: stream,
})

export const removeDefaultStream = endpoint({
  operation: 'remove-default-stream',
  method: 'DELETE',
  path: '/default_streams',
  access: 'user',
  params: stream,
})

export const createDefaultStreamGroup = endpoint({
  operation: 'create-default-stream-group',
  method: 'POST',
  path: '/default_stream_groups/create',
  access: 'user',
  params: { group_name: name, description, stream_names: streamNames },
})

export const updateDefaultStreamGroup = endpoint({
  operation: 'update-default-stream-group',
  method: 'PATCH',
  path: '/default_stream_groups/:group_id',
  access: 'user',
  params: { ...group, new_group_name: name.optional(), new_description: description.optional() },
})

export const deleteDefaultStreamGroup = endpoint({
  operation: 'delete-default-stream-group',
  method: 'DELETE',
  path: '/default_stream_groups/:group_id',
  access: 'user',
  params: group,
})

export const changeDefaultStreamGroup = endpoint({
  operation: 'change-default-stream-group',
  method: 'PATCH',
  path: '/default_stream_groups/:group_id/streams',
  access: 'user',
  params: { ...group, op: z.enum(['add', 'remove']), stream_names: streamNames },
})
