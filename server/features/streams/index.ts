export { requireReadableStream } from './access.ts'
export { emitReturned, emitUpdated } from './actions/events.ts'
export { joinDefaultStreams } from './actions/join-defaults.ts'
export { emitMutedTopics } from './actions/muted-topics.ts'
export { doSubscribe, subscribe } from './actions/subscribe.ts'
export { findMutedTopics } from './muted-topics.ts'
export {
  findDefaultGroups,
  findDefaultStreams,
  findReadableStream,
  findStreamFor,
  findStreams,
  type StreamRow,
} from './repository.ts'
export { mountStreams } from './routes.ts'
export { readSubscriptionState } from './state.ts'
export { toWireStream } from './wire.ts'
