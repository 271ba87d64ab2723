export { findStatuses } from './repository.ts'
export { mountUserStatus } from './routes.ts'
