import type { ReplicaPart } from './replica-part.ts'

const REALM_PICTURES = ['icon', 'logo', 'night_logo'].flatMap((kind) => [`${kind}_url`, `${kind}_source`])
const OWN_PICTURE = ['avatar_source', 'avatar_url', 'avatar_url_medium']

/** Pictures of oneself, and the organization's. */
export const FILES: ReplicaPart = {
  fields: ['user_id', 'realm_emoji', ...OWN_PICTURE, ...REALM_PICTURES.map((name) => `realm_${name}`)],
  apply(state, event) {
    if (event.type === 'realm_emoji') state['realm_emoji'] = event['realm_emoji']
    if (event.type === 'realm' && event['op'] === 'update_dict') {
      const data = event['data'] as Record<string, unknown>
      for (const name of REALM_PICTURES) if (name in data) state[`realm_${name}`] = data[name]
    }
    if (event.type === 'realm_user' && event['op'] === 'update') {
      const person = event['person'] as Record<string, unknown>
      if (person['user_id'] !== state['user_id']) return
      for (const field of OWN_PICTURE) if (field in person) state[field] = person[field]
    }
  },
}
