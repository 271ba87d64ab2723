export { findPlaygrounds } from './repository.ts'
export { mountPlaygrounds } from './routes.ts'
