export { findDrafts, findSnippets, syncsDrafts } from './repository.ts'
export { mountDrafts } from './routes.ts'
