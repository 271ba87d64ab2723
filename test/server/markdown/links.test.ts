import { describe, expect, test } from 'vitest'
import { renderMarkdown } from '../../../server/markdown/index.ts'
import { EVERYBODY } from '../../support/markdown/context.ts'
import { html } from './html.ts'

const origin = 'https://chat.acme.test'
const link = (href: string, label = href) => `<a href="${href}">${label}</a>`

describe('links', () => {
  test.for([
    ['with a label', '[our page](https://acme.test)', link('https://acme.test', 'our page')],
    ['with a title', '[a](https://acme.test "so it is")', '<a href="https://acme.test" title="so it is">a</a>'],
    [
      'with a title in other quotes',
      '[a](https://acme.test \'so "it" is\')',
      '<a href="https://acme.test" title="so &quot;it&quot; is">a</a>',
    ],
    ['with parentheses', '[a](https://acme.test/b_(c))', link('https://acme.test/b_(c)', 'a')],
    ['without a label', '[](https://acme.test)', link('https://acme.test')],
    ['without a scheme', '[a](acme.test/b)', link('http://acme.test/b', 'a')],
    ['to an address of e-mail', '[a](ada@acme.test)', link('mailto:ada@acme.test', 'a')],
    ['within the page', '[a](#b) [c](/d)', `${link('#b', 'a')} ${link('/d', 'c')}`],
    ['with markup in the label', '[**a** `b`](https://acme.test)', link('https://acme.test', '**a** <code>b</code>')],
    [
      'two in a line',
      '[a](b.test) (and) [c](d.test)',
      `${link('http://b.test', 'a')} (and) ${link('http://d.test', 'c')}`,
    ],
    ['one in the address of another', '[a]([b](https://acme.test))', `[a](${link('https://acme.test', 'b')})`],
    ['in bold', '**[a](https://acme.test)**', `<strong>${link('https://acme.test', 'a')}</strong>`],
    ['in pointed brackets', '<https://acme.test>', `&lt;${link('https://acme.test')}&gt;`],
    ['pictures are links with a mark', '![a](https://acme.test/a.png)', `!${link('https://acme.test/a.png', 'a')}`],
  ] as const)('%s', ([, text, expected]) => expect(html(text)).toBe(`<p>${expected}</p>`))

  test.for(['javascript:alert(1)', 'data:text/html,a', 'file:///etc/passwd', 'vbscript:a', 'ms-msdt:/id'])(
    'lead to nothing that is run: %s',
    (url) => expect(html(`[a](${url})`)).toBe(`<p>[a](${url})</p>`),
  )
})

describe('addresses as people type them', () => {
  test.for([
    ['https://acme.test/a?b=c#d', 'https://acme.test/a?b=c#d'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['https://en.wikipedia.org/wiki/Hearth_(stone)', 'https://en.wikipedia.org/wiki/Hearth_(stone)'],
    ['acme.com', 'http://acme.com'],
    ['www.acme.co.uk/a', 'http://www.acme.co.uk/a'],
    ['ada@acme.com', 'mailto:ada@acme.com'],
    ['tel:+49123456', 'tel:+49123456'],
  ] as const)('%s', ([written, href]) => {
    for (const [before, after] of [
      ['', ''],
      ['see ', '.'],
      ['(', ')'],
      ['see ', ', then'],
      ['', '!'],
      ['"', '"'],
    ] as const) {
      expect(html(before + written + after)).toBe(`<p>${before}${link(href, written)}${after}</p>`)
    }
  })

  test.for(
    ['a.b', 'notes.md', 'main.py', 'e.g.this', 'xhttps://acme.test', 'acme.com.', '3.14', 'a@b', 'https://'].filter(
      (one) => one !== 'acme.com.',
    ),
  )('not everything with a dot is one: %s', (written) => expect(html(written)).toBe(`<p>${written}</p>`))
})

describe('links to this server', () => {
  test.for([
    [`${origin}/#narrow/channel/1-general`, '#narrow/channel/1-general'],
    [`${origin}/user_uploads/1/a.txt`, 'user_uploads/1/a.txt'],
    [`${origin}/help`, `${origin}/help`],
    [`${origin}:8443/#narrow`, `${origin}:8443/#narrow`],
    [`${origin}.evil.test/#narrow`, `${origin}.evil.test/#narrow`],
  ] as const)('%s', ([url, href]) => {
    expect(html(`[a](${url})`, { origin })).toBe(`<p>${link(href, 'a')}</p>`)
    expect(html(url, { origin })).toBe(`<p>${link(href, url)}</p>`)
  })
})

test('a rendering tells whether there are links, and which uploads they lead to', () => {
  const found = (text: string) => renderMarkdown(text, { ...EVERYBODY, origin })
  expect(found('no')).toMatchObject({ hasLink: false, hasImage: false, attachments: [] })
  expect(found('`https://a.test`').hasLink).toBe(false)
  expect(found('> https://a.test').hasLink).toBe(true)
  const text = `[a](/user_uploads/1/a%20b.txt) [b](/user_uploads/1/a%20b.txt?c#d) ${origin}/user_uploads/2/c.png`
  expect(found(text).attachments).toEqual(['1/a b.txt', '2/c.png'])
})

describe('linkifiers', () => {
  const find = (pattern: RegExp, url: string) => ({
    find: (text: string) =>
      [...text.matchAll(pattern)].map((match) => ({
        start: match.index,
        end: match.index + match[0].length,
        url: url.replace('$', match[1] ?? ''),
      })),
  })
  const linkifiers = [
    find(/#(\d+)/g, 'https://acme.test/issues/$'),
    find(/(?:PR )?#?(\d+)/g, 'https://acme.test/pulls/$'),
  ]

  test('link what the organization wants linked, the first of them first', () => {
    expect(html('see #12 and PR 7', { linkifiers })).toBe(
      `<p>see ${link('https://acme.test/issues/12', '#12')} and ${link('https://acme.test/pulls/7', 'PR 7')}</p>`,
    )
  })

  test('leave alone what was read before', () => {
    expect(html('`#1` [#2](https://a.test)', { linkifiers: linkifiers.slice(0, 1) })).toBe(
      `<p><code>#1</code> ${link('https://a.test', '#2')}</p>`,
    )
  })

  test('cannot lead to a script', () => {
    expect(html('#1', { linkifiers: [find(/#(\d)/g, 'javascript:alert($)')] })).toBe('<p>#1</p>')
  })

  test('may overlap: what begins first counts', () => {
    const both = {
      find: () => [
        { start: 2, end: 5, url: 'b.test' },
        { start: 0, end: 3, url: 'a.test' },
      ],
    }
    expect(html('abcde', { linkifiers: [both] })).toBe(`<p>${link('http://a.test', 'abc')}de</p>`)
  })
})
