export { ExternalContent } from './external-content.ts'
export { mountExternalContent } from './routes.ts'
