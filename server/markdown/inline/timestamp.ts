import { inline } from '../html.ts'
import type { Stage } from './stages.ts'
import { parseTime } from './time.ts'

export const timestamp: Stage = {
  sign: '<time:',
  run: (text, hold) =>
    text.replace(/<time:([^>\uFDD0]{0,200})>/g, (_whole, written: string) => {
      const time = parseTime(written)
      if (time === undefined) {
        return hold(inline('span', { class: 'timestamp-error' }, [`Invalid time format: ${written}`]))
      }
      return hold(inline('time', { datetime: time }, [written]))
    }),
}
