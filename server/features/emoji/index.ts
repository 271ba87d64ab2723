export { findEmojiByName } from './repository.ts'
export { mountEmoji } from './routes.ts'
export { readEmoji } from './wire.ts'
