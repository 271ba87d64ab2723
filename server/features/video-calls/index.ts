export { availableProviders, type CallSettings, NO_CALLS, toCallState } from './providers.ts'
export { mountVideoCalls } from './routes.ts'
