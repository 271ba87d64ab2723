export { carryWishes } from './actions.ts'
export { findMutedTopics, findUserTopics } from './repository.ts'
export { mountUserTopics } from './routes.ts'
