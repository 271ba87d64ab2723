import type { ReplicaPart } from './replica-part.ts'

/** Where people are subscribed who join. */
export const CHANNELS: ReplicaPart = {
  fields: ['realm_default_streams', 'realm_default_stream_groups'],
  apply(state, event) {
    if (event.type === 'default_streams') state['realm_default_streams'] = event['default_streams']
    if (event.type === 'default_stream_groups') state['realm_default_stream_groups'] = event['default_stream_groups']
  },
}
