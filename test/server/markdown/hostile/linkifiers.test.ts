import { describe, expect, test } from 'vitest'
import { Effort } from '../../../../server/markdown/effort.ts'
import { EMPTY_CONTEXT, render } from '../../../../server/markdown/index.ts'
import { compileLinkifiers } from '../../../../server/markdown/linkifiers/index.ts'
import { cpuMs, measureUnit } from '../../../support/processor-time.ts'

const url_template = 'https://tracker.test/{id}'
const compile = (patterns: readonly string[]) =>
  compileLinkifiers(patterns.map((pattern) => ({ pattern, url_template })))

/** Each takes a tenth of a second and more for 10,000 characters by itself. */
const SLOW = [
  '(?P<id>(?s:.*)[ab ]{200}[cd]|a)',
  '(?P<id>(?:[^c]*a[^c]{200}[cd])|[ab])',
  '(?P<id>(?:[ab ]*a[ab ]{100}[cd])|[ab]*)x?',
  '(?P<id>(?:[^c]{0,1}){200}[cd]|[ab])',
  'a.*b|a.*c|(?P<id>a)',
]
/** What is linked within the effort of a text depends on the machine. */
class EndlessEffort extends Effort {
  override get isSpent(): boolean {
    return false
  }
}

const LENGTH = 10_000
/** Of the calibration's time: the budget, one search that is begun before its end, and the rest of the rendering. */
const MAX_EFFORT = 25

describe('as many hostile patterns as there may be', () => {
  const hostile = compile(Array.from({ length: 200 }, (_, index) => `${SLOW[index % SLOW.length]}|x${index}`))

  test.for([
    ['words', 'a ', ' '],
    ['one word', 'a', ''],
    ['lines', 'a b\n', '\n'],
    ['paragraphs', 'a\n\n', '\n\n'],
    ['items of a list', '* a\n', '\n'],
  ] as const)('take no longer for %s than a few', ([, piece, separator]) => {
    expect(hostile).toHaveLength(200)
    const unit = measureUnit()
    const end = `${separator}the end`
    const text = piece.repeat((LENGTH - end.length) / piece.length) + end
    let html = ''
    const show = (linkifiers: typeof hostile) => () => {
      html = render(text, { ...EMPTY_CONTEXT, linkifiers }).html
    }
    expect(Math.min(...[0, 1, 2].map(() => cpuMs(show(hostile)) / unit))).toBeLessThan(MAX_EFFORT)
    // Nothing of the text is lost.
    expect(html.replace(/<[^>]*>/g, '')).toContain('the end')
  })

  test('leave the text behind them plain, and the next text is linked again', () => {
    const linkifiers = [...hostile, ...compile(['#(?P<id>[0-9]+)'])]
    const text = `${'a '.repeat(4_900)}#123`
    expect(render(text, { ...EMPTY_CONTEXT, linkifiers }).html).toMatch(/ #123<\/p>$/)
    // The effort is measured by the clock, which also goes on while the machine does something else.
    const again = Array.from({ length: 5 }, () => render('#123', { ...EMPTY_CONTEXT, linkifiers }).html)
    expect(again.join()).toContain('https://tracker.test/123')
  })
})

test('many patterns of the usual kind all link, also in a long text', () => {
  const linkifiers = compile(Array.from({ length: 200 }, (_, index) => `Q${index}-(?P<id>[0-9]+)`))
  const text = `${'the quick brown fox '.repeat(400)}Q0-1 and Q199-2`
  const linksOf = () => render(text, { ...EMPTY_CONTEXT, linkifiers }).html.match(/<a href="[^"]*"/g)
  // As above, by the clock.
  expect(Array.from({ length: 5 }, linksOf)).toContainEqual([
    '<a href="https://tracker.test/1"',
    '<a href="https://tracker.test/2"',
  ])
})

test('a pattern of many instructions goes over a long text in parts, which end at spaces', () => {
  const linkifiers = compile(['(?P<id>[a-z]{3,150}[0-9])'])
  expect(linkifiers).toHaveLength(1)
  const words = Array.from({ length: 1_000 }, (_, index) => `${'abcdefgh'.slice(index % 5)}${index % 10}`)
  const text = words.join(' ')
  expect(text.length).toBeGreaterThan(6_000)
  expect(linkifiers[0]?.find(text, new EndlessEffort())).toHaveLength(1_000)
})

test('an address that would be enormous, or cannot be written, is none', () => {
  const show = (template: string, text: string) =>
    render(text, {
      ...EMPTY_CONTEXT,
      linkifiers: compileLinkifiers([{ pattern: '#(?P<id>.+)', url_template: template }]),
    }).html
  expect(show('https://a.test/{id}', '#abc')).toContain('<a ')
  expect(show(`https://a.test/${'{id}'.repeat(400)}`, `#${'a'.repeat(900)}`)).not.toContain('<a ')
  expect(show('https://a.test/{id}', `#${'a'.repeat(2_000)}`)).not.toContain('<a ')
  // Half of a character: the template's, not the text's.
  expect(show('https://a.test/{id:1}', '**bold** #😀')).toMatch(/^<p><strong>bold<\/strong> #<span/)
})
