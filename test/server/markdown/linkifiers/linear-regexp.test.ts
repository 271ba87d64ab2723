import { describe, expect, test } from 'vitest'
import { compileLinear, PatternError } from '../../../../server/markdown/linkifiers/linear-regexp.ts'
import { cpuMs } from '../../../support/processor-time.ts'

describe('a pattern run in linear time', () => {
  test('finds what String.prototype.matchAll finds, with names and places', () => {
    const pattern = compileLinear('(?P<before>^|[^\\pL])HL-(?P<id>\\d+)(?<tail>x)?')
    expect([...pattern.groups]).toEqual(['before', 'id', 'tail'])
    const found = [...pattern.matchAll('HL-1 é HL-2x 😀HL-3 éHL-4')]
    expect(found.map(({ index, groups }) => [index, groups?.['before'], groups?.['id'], groups?.['tail']])).toEqual([
      [0, '', '1', undefined],
      [6, ' ', '2', 'x'],
      [13, '😀', '3', undefined],
    ])
  })

  test.each(['(a+)+b', '(a|aa)*b', '((a?){9}){9}b', '(.*a){12}b'])('%s is done with a long text at once', (text) => {
    const pattern = compileLinear(text)
    expect(cpuMs(() => expect([...pattern.matchAll('a'.repeat(10_000))]).toEqual([]))).toBeLessThan(1000)
  })

  test('stops where each match looks to the end of a long text anew', () => {
    const pattern = compileLinear('a.*b|a.*c|a')
    let found = 0
    const took = cpuMs(() => {
      found = [...pattern.matchAll('a'.repeat(100_000))].length
    })
    expect(took).toBeLessThan(2000)
    expect(found).toBeGreaterThan(0)
    expect(found).toBeLessThan(100_000)
  })

  test.each([
    ['', 'empty'],
    ['(foo', 'missing ): (foo'],
    ['foo)', 'unexpected ): foo)'],
    ['[a', 'missing ]: [a'],
    ['*a', 'no argument for repetition operator: *'],
    ['a{1001}', 'invalid repetition size: {1001}'],
    ['[z-a]', 'invalid character class range: z-a'],
    ['(?!x)', 'invalid perl operator: (?!'],
    ['(?<=x)y', 'invalid named capture group: (?<=x)y'],
    ['(?P<a>x)(?P<a>y)', 'duplicate capture group name: a'],
    ['\\k<a>', 'invalid escape sequence: \\k'],
    ['a\\', 'trailing \\'],
    ['\\Qa', 'missing \\E'],
    ['(\\pL{0,30}){0,33}', 'pattern too large'],
    ['('.repeat(2000) + ')'.repeat(2000), 'pattern too large'],
  ])('refuses %j', (pattern, message) => {
    expect(() => compileLinear(pattern)).toThrow(new PatternError(message))
  })
})
