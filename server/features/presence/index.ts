export { Presences } from './presences.ts'
export { mountPresence } from './routes.ts'
export { readPresences } from './state.ts'
export { OFFLINE_AFTER, PING_INTERVAL } from './timing.ts'
