import { realmSettings } from '../../server/contract/settings/realm.ts'
import type { ClientEvent, Fields, ReplicaPart } from './replica-part.ts'

type Dict = Record<string, unknown>
interface Domain {
  domain: string
  allow_subdomains: boolean
}

const REALM = [...Object.keys(realmSettings.shape), 'name', 'description'].map((name) => `realm_${name}`)

/** Told as a whole whenever something in them changes. */
const LISTS = ['realm_linkifiers', 'realm_playgrounds']

function realm(state: Fields, event: ClientEvent): void {
  const data = event['op'] === 'update' ? { [event['property'] as string]: event['value'] } : (event['data'] as Dict)
  for (const [name, value] of Object.entries(data)) state[`realm_${name}`] = value
}

function set(state: Fields, field: string, event: ClientEvent): void {
  const settings = state[field] as Dict
  settings[event['property'] as string] = event['value']
}

function domains(state: Fields, event: ClientEvent): void {
  const known = state['realm_domains'] as Domain[]
  const changed = event['realm_domain'] as Domain | undefined
  const name = changed?.domain ?? (event['domain'] as string)
  const others = known.filter(({ domain }) => domain !== name)
  state['realm_domains'] = [...others, ...(changed ? [changed] : [])].sort((a, b) => (a.domain < b.domain ? -1 : 1))
}

/** Settings of the account and of the organization. */
export const SETTINGS: ReplicaPart = {
  fields: [
    ...REALM,
    ...LISTS,
    'custom_profile_fields',
    'realm_domains',
    'user_settings',
    'realm_user_settings_defaults',
  ],
  apply(state, event) {
    if (event.type === 'realm' && event['op'] !== 'deactivated') realm(state, event)
    if (LISTS.includes(event.type)) state[event.type] = event[event.type]
    if (event.type === 'custom_profile_fields') state[event.type] = event['fields']
    if (event.type === 'realm_domains') domains(state, event)
    if (event.type === 'user_settings') set(state, 'user_settings', event)
    if (event.type === 'realm_user_settings_defaults') set(state, 'realm_user_settings_defaults', event)
  },
}
