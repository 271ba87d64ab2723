import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findReferences, renderMarkdown, textOf } from '../../../../server/markdown/index.ts'
import { EVERYBODY, UNDRAWN } from '../../../support/markdown/context.ts'
import { createPathological } from '../../../support/markdown/pathological.ts'
import { cpuMs, measureUnit } from '../../../support/processor-time.ts'
import { runs } from '../../../support/runs.ts'
import { judge } from './allowed.ts'

/** Half of what means something in Markdown, and what may stand between. */
const FRAGMENTS =
  '> |>>|*|**|***|_|`|``|```|~~~|~~|[|](|)|![|[a](b)|* a\n|  * |1. |- |\n|\n\n|  \n|    |# |a|b|a.b|-|--|---\n|===\n|```quote\n|```spoiler h\n|```math\n|```js\n|~~~\n|$$|$|\\|<|>|<time:|&|&amp;|&#|;|@|@**|@_**|@*|**|#**|>t|@1**|:a:|:|http://|a.co|/|(|"|\'| |\t|😀|\u200D|\uFE0F|\u20E3|0|\u202E|\uD83D|\uDC00|\0|\uFDD0|\uFDD1|.png|user_uploads/|1/a.mp4|tel:|,|.|!|a|b'
    .split('|')
    .concat('|', '|-|-|', 'a|b\n-|-\n')
const fragment = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...FRAGMENTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
)
const text = fc.array(fragment, { maxLength: 60 }).map((parts) => parts.join(''))

/** KaTeX's classes are many, and its own; injection.test.ts judges them by a fixed choice of formulas. */
const UNSET = { ...EVERYBODY, draw: { ...EVERYBODY.draw, formula: () => undefined } }

/** Emoji grow most: a character of theirs becomes 50. */
const MAX_GROWTH = 150

test('no text makes the renderer fail, write bad markup or much more than it was given', () => {
  fc.assert(
    fc.property(text, (written) => {
      const { html } = renderMarkdown(written, UNSET)
      const { left, all } = judge(html)
      expect(left).toBe(all)
      expect(html).not.toMatch(/[\0\uFDD0\uFDD1]/)
      expect(textOf(html).isWellFormed()).toBe(true)
      expect(renderMarkdown(written, UNDRAWN).html.length).toBeLessThan(200 + written.length * MAX_GROWTH)
    }),
    runs(1_000),
  )
})

test('whatever is asked for was told before, so that it can be looked up', () => {
  fc.assert(
    fc.property(text, (written) => {
      const asked = { users: new Set<string | number>(), groups: new Set<string>(), streams: new Set<string>() }
      const note =
        <T>(set: Set<T>) =>
        (name: T) =>
          void set.add(name)
      const context = { users: note(asked.users), groups: note(asked.groups), streams: note(asked.streams) }
      renderMarkdown(written, { ...UNDRAWN, ...context })
      const told = findReferences(written)
      const ids = told.users.flatMap((name) => Number(/\|(\d+)$/.exec(name)?.[1] ?? []))
      expect(unknown(asked.users, [...told.users, ...ids])).toEqual([])
      expect(unknown(asked.groups, told.groups)).toEqual([])
      expect(unknown(asked.streams, told.streams)).toEqual([])
    }),
    runs(2_000),
  )
})

/** Names with code or the like in them are nobody's. */
function unknown(asked: ReadonlySet<string | number>, told: readonly (string | number)[]): (string | number)[] {
  return [...asked].filter((name) => !told.includes(name) && !String(name).includes('\uFDD0'))
}

/** Longer than a message may be: what takes the square of the length shows more. */
const LENGTH = 40_000
/** Of the calibration's time; what is linear takes a quarter of it. */
const MAX_EFFORT = 25

describe('the time a text takes', () => {
  test('ends where it would become more than a message may be, which is shown as it was typed', () => {
    const many = '😀'.repeat(5_000)
    expect(renderMarkdown(many, UNDRAWN).html).toBe(`<p>${many}</p>`)
    let asked = 0
    const customEmoji = () => `/${++asked}.png`
    const { html } = renderMarkdown(':a:'.repeat(100_000), { ...UNDRAWN, customEmoji })
    expect(html).not.toContain('<img')
    expect(asked).toBeLessThan(5_000)
  })

  test('does not grow with the square of its length, whatever its shape', () => {
    const unit = measureUnit()
    const slow = createPathological(LENGTH).flatMap((written) => {
      const effort = () => cpuMs(() => textOf(renderMarkdown(written, UNDRAWN).html)) / unit
      // Compiling and collecting garbage hit one run, not three.
      let best = effort()
      for (let again = 0; again < 2 && best > MAX_EFFORT; again++) best = Math.min(best, effort())
      return best > MAX_EFFORT ? [[written.slice(0, 40), best]] : []
    })
    expect(slow).toEqual([])
  })

  test('is short for two fragments repeated, and for the one repeated after the other', () => {
    const unit = measureUnit()
    const both = fc.tuple(fragment, fragment, fc.boolean()).filter(([a, b]) => a !== '' && b !== '')
    fc.assert(
      fc.property(both, ([a, b, inTurn]) => {
        const written = inTurn ? (a + b).repeat(10_000 / (a + b).length) : repeat(a) + repeat(b)
        const effort = () => cpuMs(() => renderMarkdown(written, UNDRAWN)) / unit
        expect(Math.min(effort(), effort())).toBeLessThan(MAX_EFFORT)
      }),
      runs(300),
    )
  })
})

const repeat = (fragmentOfHalf: string) => fragmentOfHalf.repeat(5_000 / fragmentOfHalf.length)
