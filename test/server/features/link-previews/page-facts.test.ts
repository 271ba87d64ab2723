import { describe, expect, test } from 'vitest'
import { decodePage } from '../../../../server/features/link-previews/decode.ts'
import { findLinks } from '../../../../server/features/link-previews/links.ts'
import { readPage } from '../../../../server/features/link-previews/page-facts.ts'
import { cpuMs } from '../../../support/processor-time.ts'

describe('the head of a page', () => {
  test('says what the page is, however it is written', () => {
    const { meta, title, oembed } =
      readPage(`<!doctype html><HTML><Head lang=en><!-- <meta name=description content=no> -->
      <TITLE>Soup &amp; bread<br></TITLE><title>second</title>
      <script>document.write('<meta property="og:title" content="no">')</script>
      <meta property=og:title content='A &quot;Soup&quot; &#x1f372;'><META CONTENT="first" NAME="Description"/>
      <meta name="description" content="second"><meta property="og:image">
      <link rel=alternate type=application/rss+xml href=no><link rel="x alternate" type="application/json+oembed" href="/o?a=1&amp;b=2">
      </head><body><meta property="og:description" content="no">`)
    expect(title).toBe('Soup & bread<br>')
    expect([...meta]).toEqual([
      ['og:title', 'A "Soup" 🍲'],
      ['description', 'first'],
    ])
    expect(oembed).toBe('/o?a=1&b=2')
  })

  test.each([
    ['100,000 nested tags', `${'<div>'.repeat(100_000)}<title>x</title>`],
    ['tags that are never closed, and closings of others', '<a>'.repeat(80_000) + '</b>'.repeat(60_000)],
    ['one tag of attributes', `<meta ${'a=b '.repeat(120_000)}>`],
    ['an attribute without end', `<meta content="${'x&amp;'.repeat(80_000)}`],
    ['a title without end', `<title>${'&lt;'.repeat(120_000)}`],
    ['a comment without end', `<!--${'-'.repeat(500_000)}`],
    ['a script without end', `<script>${'</scrip'.repeat(70_000)}`],
    ['less-than signs', '<'.repeat(500_000)],
    ['metas', '<meta name=a content=b>'.repeat(22_000)],
    ['entities', `<title>${'&'.repeat(500_000)}`],
    ['processing instructions', '<?'.repeat(250_000)],
  ])('is read in no time: %s', (_what, html) => {
    let title = ''
    const took = cpuMs(() => {
      title = readPage(html).title
    })
    expect(took).toBeLessThan(1_000)
    expect(title.length).toBeLessThan(3_000)
  })
})

describe('a page in another encoding', () => {
  const latin = Buffer.from('<meta charset="windows-1252"><title>Gr\xfc\xdfe</title>', 'latin1')
  test.each([
    ['said by the server', Buffer.from('<title>Gr\xfc\xdfe</title>', 'latin1'), 'text/html; charset=ISO-8859-1'],
    ['said by itself', latin, 'text/html'],
    [
      'said in the old way',
      Buffer.from(
        '<meta http-equiv=content-type content="text/html; charset=latin1"><title>Gr\xfc\xdfe</title>',
        'latin1',
      ),
      'text/html',
    ],
    ['where the server talks nonsense', latin, 'text/html; charset=klingon'],
    ['with a mark', Buffer.from('\ufeff<title>Grüße</title>', 'utf16le'), 'text/html; charset=utf-8'],
    ['unsaid', Buffer.from('<title>Grüße</title>'), 'text/html'],
  ])('%s, is read right', (_how, bytes, type) => expect(readPage(decodePage(bytes, type)).title).toBe('Grüße'))

  test('is read in Japanese, and when it is broken', () => {
    expect(decodePage(Buffer.from('93fa967b', 'hex'), 'text/html; charset="Shift_JIS"')).toBe('日本')
    expect(decodePage(Buffer.of(0xff, 0x61), 'text/html')).toBe('\ufffda')
  })
})

describe('links of a message', () => {
  test.each([
    ['see https://a.test/x, and (http://b.test/y_(z)).', ['https://a.test/x', 'http://b.test/y_(z)']],
    ['[name](https://a.test/x) <https://b.test/>', ['https://a.test/x', 'https://b.test/']],
    ['`https://a.test/` and\n```\nhttps://b.test/\n```\nHTTPS://C.test/!', ['HTTPS://C.test/']],
    ['https://a.test/ https://a.test/', ['https://a.test/']],
    ['ftp://a.test javascript:alert(1) https:// http://', []],
    ['~~~\nhttps://a.test/', []],
  ])('%s', (text, links) => expect(findLinks(text)).toEqual(links))

  test('are at most five, none endless, and found in no time', () => {
    const many = Array.from({ length: 20 }, (_, i) => `https://${i}.test/`).join(' ')
    expect(findLinks(many)).toHaveLength(5)
    const hostile = [
      `https://a/${'x'.repeat(9_000)}`,
      'https://a/'.repeat(1_000),
      '`'.repeat(10_000),
      '` '.repeat(5_000),
      `http://a${')'.repeat(1_900)}`,
      `http://a${'!'.repeat(1_900)}x`,
    ]
    expect(cpuMs(() => hostile.map(findLinks))).toBeLessThan(500)
  })
})
