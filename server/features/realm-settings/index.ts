export { checkAddress, requireFreeName } from './membership.ts'
export { readRealmSettings, readRulesFor } from './settings.ts'
