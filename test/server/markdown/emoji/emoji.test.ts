import { describe, expect, test } from 'vitest'
import {
  codeOf,
  codeOfText,
  EMOTICONS,
  emojiNames,
  isEmojiCode,
  nameOf,
} from '../../../../server/markdown/emoji/index.ts'

const all = Object.entries(emojiNames())
const charactersOf = (code: string) => String.fromCodePoint(...code.split('-').map((part) => Number.parseInt(part, 16)))

describe('the names of emoji', () => {
  test.each([
    ['smile', '1f642'],
    ['big_smile', '1f604'],
    ['cat', '1f408'],
    ['dog', '1f415'],
    ['rabbit', '1f407'],
    ['up', '2b06'],
    ['division', '2797'],
    ['gold', '1f947'],
    ['kiwi', '1f95d'],
    ['poop', '1f4a9'],
    ['gear', '2699'],
    ['comet', '2604'],
    ['thumbs_up', '1f44d'],
    ['working_on_it', '1f6e0'],
    ['woman_shrugging', '1f937-200d-2640'],
    ['lime', '1f34b-200d-1f7e9'],
    ['one', '0031-20e3'],
    ['flag_germany', '1f1e9-1f1ea'],
    ['phoenix', '1f426-200d-1f525'],
    ['clock', '1f557'],
    ['gyōza', '1f95f'],
    ['gyoza', '1f95f'],
  ])('%s is %s', (name, code) => {
    expect(codeOf(name)).toBe(code)
  })

  test.each([
    ['1f44d', '+1'],
    ['1f389', 'tada'],
    ['1f947', 'first_place'],
    ['2764', 'heart'],
    ['1f373', 'cooking'],
    ['1fa85', 'piñata'],
    ['1f383', 'jack-o-lantern'],
  ])('%s is called %s when a text has only its characters', (code, name) => {
    expect(nameOf(code)).toBe(name)
  })

  test('are no others than those of the protocol', () => {
    expect(all).toHaveLength(1875)
    expect(all.flatMap(([, names]) => names)).toHaveLength(2999)
    for (const name of ['fried_egg', 'man-girl-girl', 'grin', 'party_popper', 'clock1', 'slight_smile', 'Smile', '']) {
      expect(codeOf(name), name).toBeUndefined()
    }
    for (const name of ['constructor', '__proto__', 'toString']) expect(codeOf(name), name).toBeUndefined()
  })

  test('are one canonical name for each code, and one code for each name', () => {
    const owners = new Map<string, string>()
    for (const [code, names] of all) {
      expect(names[0]).toBe(nameOf(code))
      for (const name of names) {
        expect(owners.get(name), name).toBeUndefined()
        owners.set(name, code)
        expect(codeOf(name), name).toBe(code)
      }
    }
  })

  test('can be written between colons and have an ASCII spelling', () => {
    for (const [code, names] of all) {
      for (const name of names) expect(name).toMatch(/^[\p{L}\p{N}+_-]+$/u)
      expect(
        names.some((name) => /^[0-9a-z+_-]+$/.test(name)),
        code,
      ).toBe(true)
    }
  })
})

describe('the code of characters', () => {
  test('is that of the emoji they show', () => {
    for (const [code] of all) {
      expect(code).toMatch(/^[0-9a-f]{4,5}(-[0-9a-f]{4,5})*$/)
      expect(codeOfText(charactersOf(code))).toBe(code)
      expect(isEmojiCode(code)).toBe(true)
    }
  })

  test.each([
    ['❤️', '2764'],
    ['❤', '2764'],
    ['1️⃣', '0031-20e3'],
    ['🤷‍♀️', '1f937-200d-2640'],
    ['🏳️‍🌈', '1f3f3-200d-1f308'],
  ])('%s has it without the selector of a presentation', (characters, code) => {
    expect(codeOfText(characters)).toBe(code)
    expect(isEmojiCode(code)).toBe(true)
  })

  test('keeps the selector of text, so that what asks for no picture gets none', () => {
    expect(codeOfText('❤︎')).toBe('2764-fe0e')
    expect(isEmojiCode('2764-fe0e')).toBe(false)
  })

  test.each(['👍🏽', '🤷🏽‍♀️', '🏽', 'a', '🕐', ''])('“%s” is no emoji of the protocol', (characters) => {
    expect(isEmojiCode(codeOfText(characters))).toBe(false)
  })
})

test('every emoticon stands for an emoji that there is', () => {
  expect(Object.fromEntries(EMOTICONS)).toMatchObject({
    ':)': 'smile',
    '<3': 'heart',
    ':/': 'confused',
    ':P': 'stuck_out_tongue',
  })
  expect(EMOTICONS.size).toBe(12)
  for (const [emoticon, name] of EMOTICONS) expect(codeOf(name), emoticon).toBeDefined()
})
