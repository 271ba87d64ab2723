export { findAlerted } from './alerted.ts'
export { findAlertWords } from './repository.ts'
export { mountAlertWords } from './routes.ts'
