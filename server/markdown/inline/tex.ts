import { inline } from '../html.ts'
import { renderTex } from '../tex.ts'
import type { Stage } from './stages.ts'

const TEX = /(?<![\p{L}\p{N}_$])\$\$([^\n_$\u0002](?:\\\$|[^$\n\u0002])*)\$\$(?![\p{L}\p{N}_$])/gu

export const tex: Stage = {
  sign: '$$',
  run: (text, hold) =>
    text.replace(TEX, (_whole, body: string) => {
      const html = renderTex(body, false)
      return hold(html === undefined ? inline('span', { class: 'tex-error' }, [`$$${body}$$`]) : { html })
    }),
}
