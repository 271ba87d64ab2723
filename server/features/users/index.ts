export { doDeactivateUser, doReactivateUser } from './actions/activation.ts'
export { checkCreateUser, doCreateUser, insertUser, type NewUser } from './actions/create.ts'
export { findUsers, toWireUser } from './repository.ts'
export { mountUsers } from './routes.ts'
