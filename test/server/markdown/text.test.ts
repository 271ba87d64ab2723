import { describe, expect, test } from 'vitest'
import { renderMarkdown, textOf } from '../../../server/markdown/index.ts'
import { EVERYBODY } from '../../support/markdown/context.ts'

const read = (text: string) => textOf(renderMarkdown(text, { ...EVERYBODY, media: undefined }).html)

describe('a message as plain text', () => {
  test.for([
    ['markup is gone', '**a** *b* ~~c~~ `d` [e](https://f.test)', 'a b c d e'],
    ['signs are what they were', '<b> & "c" &lt; &#65;', '<b> & "c" < A'],
    ['lines stay', 'a\nb\n\nc', 'a\nb\nc'],
    ['mentions are names', '@**Ada** @_**Bob** @*team* #**general>x**', '@Ada Bob @team #general > x'],
    ['emoji are characters', ':tada: 🇩🇪 :)', '🎉 🇩🇪 🙂'],
    ['formulas are as they were written', '$$a^2 < b$$', '$$a^2 < b$$'],
    ['moments are as they were written', '<time:2024-01-01>', '2024-01-01'],
    ['of a spoiler its header', '```spoiler The end\nthey eat bread\n```', 'The end (…)'],
    ['of a spoiler without one that it is there', 'a\n```spoiler\nbread\n```', 'a\n(…)'],
    ['of quotes that they are there', '> a\n\nb', '[…]b'],
    ['quotes alone are read', '> a\n> b', '> a\n> b'],
    ['numbers count', '3. a\n4. b', '3. a\n4. b'],
    ['code is code', '```js\nlet a = "<b>"\n```', 'let a = "<b>"'],
  ] as const)('%s', ([, text, expected]) => expect(read(text).trim()).toBe(expected))

  test('custom emoji are their names', () => {
    const { html } = renderMarkdown(':own:', { ...EVERYBODY, customEmoji: () => '/own.png' })
    expect(textOf(html)).toBe(':own:')
  })

  test('of nothing is nothing', () => {
    expect(textOf('')).toBe('')
  })
})
