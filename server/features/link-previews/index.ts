export { LinkPreviews } from './link-previews.ts'
export { readPreviews } from './repository.ts'
