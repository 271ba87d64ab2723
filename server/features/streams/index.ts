export { findStreamFor, findStreams, findSubscriptions, type StreamRow } from './repository.ts'
export { mountStreams } from './routes.ts'
export { toWireStream, toWireSubscription } from './wire.ts'
