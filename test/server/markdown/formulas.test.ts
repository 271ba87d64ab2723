import { describe, expect, test } from 'vitest'
import { drawFormula } from '../../../server/markdown/draw/formula.ts'
import { html } from './html.ts'

const draw = {
  code: () => undefined,
  formula: (source: string, isBlock: boolean) => `<i>${isBlock ? 'block ' : ''}${source}</i>`,
}

describe('formulas', () => {
  test.for([
    ['in a line', 'so $$a^2$$.', '<p>so <i>a^2</i>.</p>'],
    ['two of them', '$$a$$ and $$b$$', '<p><i>a</i> and <i>b</i></p>'],
    ['markup in them is not read', '$$a*b*c$$', '<p><i>a*b*c</i></p>'],
    ['a block', '```math\na\n\nb\n```', '<p><i>block a\n\nb</i></p>'],
    ['money is none', '$5 and $$ and $6$', '<p>$5 and $$ and $6$</p>'],
    ['not in words', 'a$$b$$c', '<p>a$$b$$c</p>'],
    ['not over lines', '$$a\nb$$', '<p>$$a<br>\nb$$</p>'],
  ] as const)('%s', ([, text, expected]) => expect(html(text, { draw })).toBe(expected))

  test('what is moved out of its message is shown as it was written', () => {
    expect(drawFormula(String.raw`\raisebox{-2em}{x}`, false), 'the premise').toContain('katex')
    expect(drawFormula(String.raw`\raisebox{-9000em}{x}`, false)).toBeUndefined()
  })

  test('with a mistake are shown as they were written', () => {
    expect(html('$$\\frac{<$$')).toBe('<p><span class="tex-error">$$\\frac{&lt;$$</span></p>')
    expect(html('```math\n\\frac{"<\n```')).toBe('<p><span class="tex-error">\\frac{&quot;&lt;</span></p>')
  })
})

describe('what sets them', () => {
  test('makes markup with the source in it', () => {
    expect(drawFormula('x^2', false)).toMatch(/^<span class="katex">.*<annotation encoding="application\/x-tex">x\^2</)
    expect(drawFormula('x^2', true)).toMatch(/^<span class="katex-display">/)
  })

  test.for([
    '\\href{javascript:alert(1)}{x}',
    '\\includegraphics{https://evil.test/x.png}',
    '\\htmlClass{a}{b}',
    '\\htmlStyle{color: red}{b}',
    '\\url{https://a.test}',
  ])('makes no links, pictures or attributes: %s', (source) => {
    expect(drawFormula(source, false) ?? '').not.toMatch(/<(?:a|img)\b|href=|class="a"|style="color: red/)
  })

  test('ends where macros would grow without end, and takes nothing that is too long', () => {
    expect(drawFormula('\\def\\a{\\a\\a}\\a', false)).toBeUndefined()
    expect(drawFormula('x'.repeat(5_001), false)).toBeUndefined()
    expect(drawFormula('\\rule{9999em}{9999em}', false)).not.toContain('9999em;')
  })

  test('does not know emoji', () => {
    expect(drawFormula('x 😀', false)).toBeUndefined()
  })
})
