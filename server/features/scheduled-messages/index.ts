export { findScheduled } from './repository.ts'
export { mountScheduledMessages } from './routes.ts'
export { ScheduledSender } from './sender.ts'
export { toWireScheduled } from './wire.ts'
