import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

/** Each message is held against all of them. */
export const MAX_LINKIFIERS = 200

const id = json(z.int32().positive())
const linkifier = { pattern: z.string().trim().max(1000), url_template: z.string().trim().max(2000) }

export const getLinkifiers = endpoint({
  operation: 'get-linkifiers',
  method: 'GET',
  path: '/realm/linkifiers',
  access: 'user',
  params: {},
})

export const reorderLinkifiers = endpoint({
  operation: 'reorder-linkifiers',
  method: 'PATCH',
  path: '/realm/linkifiers',
  access: 'user',
  params: { ordered_linkifier_ids: json(z.array(z.int32()).max(MAX_LINKIFIERS)) },
})

export const addLinkifier = endpoint({
  operation: 'add-linkifier',
  method: 'POST',
  path: '/realm/filters',
  access: 'user',
  params: linkifier,
})

export const updateLinkifier = endpoint({
  operation: 'update-linkifier',
  method: 'PATCH',
  path: '/realm/filters/:filter_id',
  access: 'user',
  params: { filter_id: id, ...linkifier },
})

export const removeLinkifier = endpoint({
  operation: 'remove-linkifier',
  method: 'DELETE',
  path: '/realm/filters/:filter_id',
  access: 'user',
  params: { filter_id: id },
})
