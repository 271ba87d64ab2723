import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

export const MAX_FIELDS = 100
const MAX_TEXT = 10_000

/** How a field is filled in and shown, by the numbers of https://zulip.com/api/create-custom-profile-field. */
export const FIELD_TYPES = {
  SHORT_TEXT: { id: 1, name: 'Text (short)' },
  LONG_TEXT: { id: 2, name: 'Text (long)' },
  SELECT: { id: 3, name: 'List of options' },
  DATE: { id: 4, name: 'Date' },
  URL: { id: 5, name: 'Link' },
  USER: { id: 6, name: 'Users' },
  EXTERNAL_ACCOUNT: { id: 7, name: 'External account' },
  PRONOUNS: { id: 8, name: 'Pronouns' },
} as const

/** Sites that a field of the type external account can be about without saying how its addresses look. */
export const EXTERNAL_ACCOUNTS = {
  github: {
    text: 'GitHub',
    name: 'GitHub',
    hint: 'Your GitHub user name',
    url_pattern: 'https://github.com/%(username)s',
  },
  gitlab: {
    text: 'GitLab',
    name: 'GitLab',
    hint: 'Your GitLab user name',
    url_pattern: 'https://gitlab.com/%(username)s',
  },
} as const

const id = z.int32().positive()
const flag = json(z.boolean())
const name = z.string().trim().max(40)
const hint = z.string().trim().max(80)
/** Choices by their value, or what an external account is about; judged by the field's type. */
const fieldData = json(
  z.record(z.string().max(100), z.unknown()).refine((data) => JSON.stringify(data).length < 50_000),
)

/** One option of a list, as `field_data` has it under its value. */
export const fieldChoice = z.strictObject({
  text: z.string().trim().min(1).max(500),
  order: z.string().min(1).max(10),
})
/** What a field of the type external account is about. */
export const externalAccount = z.strictObject({
  subtype: z.string().min(1).max(100),
  url_pattern: z.string().max(1024).optional(),
})

export const getProfileFields = endpoint({
  operation: 'get-custom-profile-fields',
  method: 'GET',
  path: '/realm/profile_fields',
  access: 'user',
  params: {},
})

export const createProfileField = endpoint({
  operation: 'create-custom-profile-field',
  method: 'POST',
  path: '/realm/profile_fields',
  access: 'user',
  params: {
    name: name.default(''),
    hint: hint.default(''),
    field_type: json(z.int()),
    field_data: fieldData.default({}),
    display_in_profile_summary: flag.default(false),
    required: flag.default(false),
    editable_by_user: flag.default(true),
  },
})

export const reorderProfileFields = endpoint({
  operation: 'reorder-custom-profile-fields',
  method: 'PATCH',
  path: '/realm/profile_fields',
  access: 'user',
  params: { order: json(z.array(z.int32()).max(MAX_FIELDS * 2)) },
})

/** Undocumented in Zulip, like those below; what is absent stays. A field keeps its type. */
export const updateProfileField = endpoint({
  operation: 'update-custom-profile-field',
  method: 'PATCH',
  path: '/realm/profile_fields/:field_id',
  access: 'user',
  params: {
    field_id: json(id),
    name: name.optional(),
    hint: hint.optional(),
    field_data: fieldData.optional(),
    display_in_profile_summary: flag.optional(),
    required: flag.optional(),
    editable_by_user: flag.optional(),
  },
})

export const removeProfileField = endpoint({
  operation: 'remove-custom-profile-field',
  method: 'DELETE',
  path: '/realm/profile_fields/:field_id',
  access: 'user',
  params: { field_id: json(id) },
})

/** A text, or ids of people; null and what is empty take the value away. */
export const profileData = json(
  z
    .array(z.object({ id: z.int32(), value: z.union([z.string().max(MAX_TEXT), z.array(id).max(1000), z.null()]) }))
    .max(MAX_FIELDS),
)
export type ProfileData = z.output<typeof profileData>

export const updateProfileData = endpoint({
  operation: 'update-profile-data',
  method: 'PATCH',
  path: '/users/me/profile_data',
  access: 'user',
  params: { data: profileData },
})

export const removeProfileData = endpoint({
  operation: 'remove-profile-data',
  method: 'DELETE',
  path: '/users/me/profile_data',
  access: 'user',
  params: { data: json(z.array(z.int32()).max(MAX_FIELDS)) },
})
