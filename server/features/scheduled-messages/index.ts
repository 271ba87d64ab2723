export { findScheduled } from './repository.ts'
export { mountScheduledMessages } from './routes.ts'
export { createScheduledSender } from './sender.ts'
export { toWireScheduled } from './wire.ts'
