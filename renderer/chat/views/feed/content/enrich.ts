import { addCodeHeads } from './code.ts'
import { showEmoji } from './emoji.ts'
import { showFormulas } from './formulas.ts'
import { keepLinksInside } from './links.ts'
import { markMentions } from './mentions.ts'
import { showPictures } from './pictures.ts'
import { makePlayable } from './players.ts'
import type { Reader } from './reader.ts'
import { addSpoilerButtons } from './spoilers.ts'
import { frameTables } from './tables.ts'
import { showTimes } from './times.ts'

/**
 * Gives the elements of a message what HTML alone cannot say: buttons, the reader's own time and name. Called once for
 * each time that the text is put into the page.
 */
export function enrich(root: HTMLElement, reader: Reader): void {
  markMentions(root, reader)
  keepLinksInside(root)
  lowerHeadings(root)
  showTimes(root)
  showEmoji(root)
  showFormulas(root)
  addCodeHeads(root)
  frameTables(root)
  makePlayable(root)
  showPictures(root)
  addSpoilerButtons(root)
}

/** Those of a message stand below the page's own and the topic's. */
function lowerHeadings(root: HTMLElement): void {
  for (const heading of root.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    heading.setAttribute('aria-level', String(Math.min(6, Number(heading.tagName[1]) + 2)))
  }
}
