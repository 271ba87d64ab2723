export { around, doMeet, EVERYBODY, keepSight } from './actions.ts'
export { forGuests } from './filter.ts'
export { findHidden, requireInSight, UNKNOWN_NAME } from './repository.ts'
export { unknownAddress, unknownUser } from './unknown.ts'
