export { mountMessages } from './routes.ts'
export { findMessages, toWireFlags, toWireMessage } from './wire.ts'
