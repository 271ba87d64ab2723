export { type CreatedInvite, doCreateInvite } from './actions.ts'
export type { NewInvite } from './repository.ts'
export { joinLink, mountInvites } from './routes.ts'
