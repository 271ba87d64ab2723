import { describe, expect, test } from 'vitest'
import { renderPlain } from '../../../server/markdown/index.ts'
import { html } from './html.ts'

type Case = readonly [string, string, string]

describe('paragraphs', () => {
  test.for<Case>([
    ['a line break is kept', 'milk\nbread', '<p>milk<br>\nbread</p>'],
    ['an empty line parts them', 'milk\n\n\nbread', '<p>milk</p>\n<p>bread</p>'],
    ['line ends of other systems are line ends', 'milk\r\nbread\rbutter', '<p>milk<br>\nbread<br>\nbutter</p>'],
    ['what is empty around a text is nothing', '\n\n  milk\n\n', '<p>milk</p>'],
    ['markup of HTML is text', '<b>&amp; "it\'s"</b>', '<p>&lt;b&gt;&amp; "it\'s"&lt;/b&gt;</p>'],
    ['nothing is nothing', ' \n \n', ''],
    ['a rule', 'milk\n\n---\n\nbread', '<p>milk</p>\n<hr>\n<p>bread</p>'],
  ])('%s', ([, text, expected]) => expect(html(text)).toBe(expected))
})

describe('emphasis', () => {
  test.for<Case>([
    [
      'stars',
      '*soft* **hard** ***both***',
      '<p><em>soft</em> <strong>hard</strong> <strong><em>both</em></strong></p>',
    ],
    ['in each other', '**hard *soft* hard**', '<p><strong>hard <em>soft</em> hard</strong></p>'],
    ['tildes', '~~gone~~ ~here~', '<p><del>gone</del> ~here~</p>'],
    ['underlines are letters', '_a_ __b__ snake_case_name', '<p>_a_ __b__ snake_case_name</p>'],
    ['stars for sums are stars', '2 * 3 * 4', '<p>2 * 3 * 4</p>'],
    ['one line at a time', '*soft\nly*', '<p>*soft<br>\nly*</p>'],
  ])('%s', ([, text, expected]) => expect(html(text)).toBe(expected))
})

describe('headings', () => {
  test('have six levels', () => {
    for (let level = 1; level <= 6; level++) {
      expect(html(`${'#'.repeat(level)} Week *one*`)).toBe(`<h${level}>Week <em>one</em></h${level}>`)
    }
    expect(html('####### Week')).toBe('<p>####### Week</p>')
  })

  test('need a space and some text', () => {
    expect(html('#release')).toBe('<p>#release</p>')
    expect(html('# ')).not.toContain('<h1>')
  })

  test('end the paragraph above them', () => {
    expect(html('milk\n# Week\nbread')).toBe('<p>milk</p>\n<h1>Week</h1>\n<p>bread</p>')
  })

  test('are not made by lines below a text', () => {
    expect(html('Week\n===')).toBe('<p>Week<br>\n===</p>')
  })
})

describe('lists', () => {
  test.for<Case>([
    ['of bullets', '* milk\n- bread\n+ butter', '<ul>\n<li>milk</li>\n<li>bread</li>\n<li>butter</li>\n</ul>'],
    ['behind a text without an empty line', 'Buy:\n* milk', '<p>Buy:</p>\n<ul>\n<li>milk</li>\n</ul>'],
    ['of numbers', '1. milk\n2. bread', '<ol>\n<li>milk</li>\n<li>bread</li>\n</ol>'],
    ['of numbers from another start', '7. milk\n8. bread', '<ol start="7">\n<li>milk</li>\n<li>bread</li>\n</ol>'],
    ['of numbers, counted on', '1. milk\n1. bread', '<ol>\n<li>milk</li>\n<li>bread</li>\n</ol>'],
    ['two columns in is deeper', '* milk\n  * oat', '<ul>\n<li>milk<ul>\n<li>oat</li>\n</ul>\n</li>\n</ul>'],
    ['with a line that goes on', '* milk\nand more', '<ul>\n<li>milk<br>\nand more</li>\n</ul>'],
    ['with markup', '* **milk** `2 l`', '<ul>\n<li><strong>milk</strong> <code>2 l</code></li>\n</ul>'],
    ['loose by an empty line', '* milk\n\n* bread', '<ul>\n<li>\n<p>milk</p>\n</li>\n<li>\n<p>bread</p>\n</li>\n</ul>'],
    ['numbers end bullets', '* milk\n1. bread', '<ul>\n<li>milk</li>\n</ul>\n<ol>\n<li>bread</li>\n</ol>'],
  ])('%s', ([, text, expected]) => expect(html(text)).toBe(expected))

  test('a mark without a text is none', () => {
    expect(html('*\n-')).toBe('<p>*<br>\n-</p>')
  })
})

describe('quotes', () => {
  test.for<Case>([
    ['by a mark', '> milk\n> bread', '<blockquote>\n<p>milk<br>\nbread</p>\n</blockquote>'],
    ['go on without a mark', '> milk\nbread', '<blockquote>\n<p>milk<br>\nbread</p>\n</blockquote>'],
    ['end with an empty line', '> milk\n\nbread', '<blockquote>\n<p>milk</p>\n</blockquote>\n<p>bread</p>'],
    ['in each other', '> > milk', '<blockquote>\n<blockquote>\n<p>milk</p>\n</blockquote>\n</blockquote>'],
    ['of marks alone are none', '>\n>', '<p>&gt;<br>\n&gt;</p>'],
    [
      'by a fence',
      '```quote\nmilk\n\nbread\n```\nso',
      '<blockquote>\n<p>milk</p>\n<p>bread</p>\n</blockquote>\n<p>so</p>',
    ],
    [
      'with code in it',
      '````quote\n```\nmilk\n```\n````',
      '<blockquote>\n<div class="codehilite"><pre><span></span><code>milk\n</code></pre></div>\n</blockquote>',
    ],
  ])('%s', ([, text, expected]) => expect(html(text)).toBe(expected))
})

describe('spoilers', () => {
  const spoiler = (header: string, content: string) =>
    `<div class="spoiler-block"><div class="spoiler-header">\n${header}</div><div class="spoiler-content" aria-hidden="true">\n${content}</div></div>`

  test('have a header, with markup', () => {
    expect(html('```spoiler The *end*\nThey eat bread\n```')).toBe(
      spoiler('<p>The <em>end</em></p>\n', '<p>They eat bread</p>\n'),
    )
  })

  test('may have none', () => {
    expect(html('```spoiler\nbread\n```')).toBe(spoiler('', '<p>bread</p>\n'))
  })

  test('hold blocks', () => {
    expect(html('```spoiler a\n* b\n```')).toBe(spoiler('<p>a</p>\n', '<ul>\n<li>b</li>\n</ul>\n'))
  })
})

describe('tables', () => {
  test('have a head, rows, and sides', () => {
    const text = 'what | price | stock\n:--- | ---: | :---:\nmilk | 1 | **7**\nbread |'
    expect(html(text)).toBe(
      [
        '<table>\n<thead>\n<tr>\n<th style="text-align: left;">what</th>\n<th style="text-align: right;">price</th>',
        '<th style="text-align: center;">stock</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td style="text-align: left;">milk</td>',
        '<td style="text-align: right;">1</td>\n<td style="text-align: center;"><strong>7</strong></td>\n</tr>\n<tr>',
        '<td style="text-align: left;">bread</td>\n<td style="text-align: right;"></td>\n<td style="text-align: center;"></td>',
        '</tr>\n</tbody>\n</table>',
      ].join('\n'),
    )
  })

  test('need a line below their head', () => {
    expect(html('a | b\nc | d')).toBe('<p>a | b<br>\nc | d</p>')
  })

  test('that would have more cells than a message has characters are text', () => {
    expect(html(`${'a|'.repeat(300)}\n${'-|'.repeat(300)}\n${'|\n'.repeat(300)}`)).not.toContain('<td>')
  })
})

test('a text as it was typed keeps its lines and loses its meaning', () => {
  const { html: plain, hasLink, users } = renderPlain('**a** <b>\nhttp://a.test @**Ada**\n')
  expect(plain).toBe('<p>**a** &lt;b&gt;<br>\nhttp://a.test @**Ada**</p>')
  expect([hasLink, users]).toEqual([false, []])
})
