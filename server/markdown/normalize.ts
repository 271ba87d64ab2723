import { trimNewlines } from './blocks/lines.ts'

/** Line ends, tabs, no half of a character, and none that the renderer uses itself. */
export function normalize(text: string): string {
  const lines = text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\uFDD0\uFDD1]/g, '')
    .replaceAll('\0', '')
  return trimNewlines(lines).replaceAll('\t', '    ')
}
