export { emitJoined, emitRegrouped } from './actions/events.ts'
export { addToGroups, checkAddToGroup, lockGroups } from './actions/newcomer.ts'
export { findGroups, findGroupsOf, readSystemGroups } from './repository.ts'
export { checkMentioned } from './rights.ts'
export { mountUserGroups } from './routes.ts'
export {
  checkSetting,
  dropSetting,
  isSameSetting,
  readShownSettings,
  requireOld,
  storeSetting,
} from './setting.ts'
export { toWireGroup } from './wire.ts'
