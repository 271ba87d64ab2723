import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

export const MAX_DRAFTS = 1_000

const id = json(z.int32().positive())
/** Texts are cut by the limits of messages when they are sent; here they only must not grow without an end. */
const text = z.string().max(10_000)

const draft = z.strictObject({
  type: z.enum(['', 'stream', 'private']),
  to: z.array(z.int32().positive()).max(200),
  topic: z.string().max(1_000),
  content: text,
  /** Seconds since 1970, of the last change; absent: now. */
  timestamp: z.number().max(Number.MAX_SAFE_INTEGER).optional(),
})
export type NewDraft = z.output<typeof draft>

export const getDrafts = endpoint({
  operation: 'get-drafts',
  method: 'GET',
  path: '/drafts',
  access: 'user',
  params: {},
})

export const createDrafts = endpoint({
  operation: 'create-drafts',
  method: 'POST',
  path: '/drafts',
  access: 'user',
  params: { drafts: json(z.array(draft).max(MAX_DRAFTS)).default([]) },
})

export const editDraft = endpoint({
  operation: 'edit-draft',
  method: 'PATCH',
  path: '/drafts/:draft_id',
  access: 'user',
  params: { draft_id: id, draft: json(draft) },
})

export const deleteDraft = endpoint({
  operation: 'delete-draft',
  method: 'DELETE',
  path: '/drafts/:draft_id',
  access: 'user',
  params: { draft_id: id },
})

export const MAX_SNIPPETS = 500
const title = z.string().trim().max(60)

export const getSavedSnippets = endpoint({
  operation: 'get-saved-snippets',
  method: 'GET',
  path: '/saved_snippets',
  access: 'user',
  params: {},
})

export const createSavedSnippet = endpoint({
  operation: 'create-saved-snippet',
  method: 'POST',
  path: '/saved_snippets',
  access: 'user',
  params: { title, content: text },
})

/** What is absent stays. */
export const editSavedSnippet = endpoint({
  operation: 'edit-saved-snippet',
  method: 'PATCH',
  path: '/saved_snippets/:saved_snippet_id',
  access: 'user',
  params: { saved_snippet_id: id, title: title.optional(), content: text.optional() },
})

export const deleteSavedSnippet = endpoint({
  operation: 'delete-saved-snippet',
  method: 'DELETE',
  path: '/saved_snippets/:saved_snippet_id',
  access: 'user',
  params: { saved_snippet_id: id },
})
