export { emitJoined, emitRegrouped } from './actions/events.ts'
export { findGroups, findGroupsOf, readSystemGroups } from './repository.ts'
export { mountUserGroups } from './routes.ts'
export { toWireGroup } from './wire.ts'
