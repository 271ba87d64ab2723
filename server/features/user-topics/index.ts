export { carryWishes } from './actions.ts'
export { findUserTopics } from './repository.ts'
export { mountUserTopics } from './routes.ts'
