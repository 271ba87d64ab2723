export { checkCreateUser, doCreateUser, insertUser, type NewUser } from './actions.ts'
export { findUsers, toWireUser } from './repository.ts'
export { mountUsers } from './routes.ts'
