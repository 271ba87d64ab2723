import type { Stage } from './stages.ts'

/** `&amp;` is written by people who know HTML, and shown as they mean it. It can only ever be one character. */
export const entity: Stage = {
  sign: '&',
  run: (text, hold) => text.replace(/&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z\d]{2,31});/gi, (html) => hold({ html })),
}
