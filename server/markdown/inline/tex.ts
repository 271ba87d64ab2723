import { inline } from '../html.ts'
import type { Stage } from './stages.ts'

const TEX = /(?<![\p{L}\p{N}_$])\$\$([^\n_$\uFDD0](?:\\\$|[^$\n\uFDD0])*)\$\$(?![\p{L}\p{N}_$])/gu

export const tex: Stage = {
  sign: '$$',
  run: (text, hold, { context }) =>
    text.replace(TEX, (_whole, body: string) => {
      const html = context.draw.formula(body, false)
      return hold(html === undefined ? inline('span', { class: 'tex-error' }, [`$$${body}$$`]) : { html })
    }),
}
