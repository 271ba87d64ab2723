export { carryWishes } from './actions.ts'
export { followParticipation, followSent } from './automatic.ts'
export { findUserTopics } from './repository.ts'
export { mountUserTopics } from './routes.ts'
