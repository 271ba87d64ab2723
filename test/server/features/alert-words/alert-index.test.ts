import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AlertIndex } from '../../../../server/features/alert-words/alert-index.ts'
import { cpuMs } from '../../../support/processor-time.ts'
import { runs } from '../../../support/runs.ts'

function indexOf(words: Readonly<Record<number, readonly string[]>>): AlertIndex {
  const index = new AlertIndex()
  for (const [user, list] of Object.entries(words)) index.set(Number(user), list)
  return index
}

describe('an alert word', () => {
  test.for([
    ['lunch', 'Lunch?', true],
    ['lunch', '**lunch**', true],
    ['lunch', 'lunches', false],
    ['lunch', 'prelunch', false],
    ['lunch', 'lunch_break', false],
    ['LUNCH', 'at lunch', true],
    ['soup of the day', 'the Soup of the day.', true],
    ['soup of the day', 'soup of the daytime', false],
    ['c++', 'I like C++.', true],
    ['c++', 'abc++', false],
    [':)', 'fine :)', true],
    ['été', 'un Été chaud', true],
    ['été', 'étés', false],
    ['東京', '東京 に', true],
    ['b', 'a b a', true],
  ] as const)('%j in %j: %s', ([word, text, isThere]) => {
    expect(indexOf({ 7: [word] }).find(text)).toEqual(isThere ? [7] : [])
  })

  test('is found for each who watches for it, and for nobody who stopped', () => {
    const index = indexOf({ 1: ['tea', 'cake'], 2: ['tea'], 3: ['milk'] })
    expect(new Set(index.find('tea and cake'))).toEqual(new Set([1, 2]))
    index.set(1, ['milk'])
    index.set(2, [])
    expect(index.find('tea and cake')).toEqual([])
    expect(new Set(index.find('milk'))).toEqual(new Set([1, 3]))
  })

  test('is found wherever a naive search finds it', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'B', '_', ' ', '.', 'é'), maxLength: 30 })
    const lists = fc.array(
      fc.array(
        text.filter((word) => word.trim() !== ''),
        { maxLength: 3 },
      ),
      { maxLength: 4 },
    )
    fc.assert(
      fc.property(lists, lists, text, (before, after, content) => {
        const index = indexOf(before)
        const now = { ...before, ...after }
        for (const [user, words] of Object.entries(after)) index.set(Number(user), words)
        const expected = Object.entries(now)
          .filter(([, words]) => (words as string[]).some((word) => naive(content, word)))
          .map(([user]) => Number(user))
        expect(new Set(index.find(content))).toEqual(new Set(expected))
      }),
      runs(100),
    )
  })

  test('costs no more the more people watch', () => {
    const index = new AlertIndex()
    for (let user = 0; user < 2_000; user++) {
      index.set(
        user,
        Array.from({ length: 100 }, (_, i) => `the ${'x'.repeat(i % 90)}${user}`),
      )
    }
    expect(cpuMs(() => index.find('the '.repeat(2_500)))).toBeLessThan(1_000)
  })
})

/** At every place, by the rule itself: a word does not go on over either end. */
function naive(content: string, phrase: string): boolean {
  const [text, word] = [content.toLowerCase(), phrase.toLowerCase()]
  const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}_]/u.test(character)
  const goesOn = (at: number) => isWord(text[at - 1]) && isWord(text[at])
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!goesOn(at) && !goesOn(at + word.length)) return true
  }
  return false
}
