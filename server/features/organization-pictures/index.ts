export { mountOrganizationPictures } from './routes.ts'
export { readPictureState } from './wire.ts'
