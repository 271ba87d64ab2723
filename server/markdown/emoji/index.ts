export { EMOTICONS } from './emoticons.ts'
export { codeOf, codeOfText, emojiNames, isEmojiCode, nameOf } from './names.ts'
