export { checkProfileData, doUpdateProfileData } from './actions/values.ts'
export { findProfileFields, toWireField } from './repository.ts'
export { mountProfileFields } from './routes.ts'
