export { findLinkifiers } from './repository.ts'
export { mountLinkifiers } from './routes.ts'
