import { describe, expect, test } from 'vitest'
import { drawCode } from '../../../server/markdown/draw/code.ts'
import { languageName } from '../../../server/markdown/draw/languages.ts'
import { EVERYBODY } from '../../support/markdown/context.ts'
import { html } from './html.ts'

const plainBlock = (code: string) => `<div class="codehilite"><pre><span></span><code>${code}\n</code></pre></div>`

describe('code in a line', () => {
  test.for([
    ['`a  b`', '<p><code>a  b</code></p>'],
    ['``a ` b``', '<p><code>a ` b</code></p>'],
    ['`a` ``b` c', '<p><code>a</code> ``b` c</p>'],
    ['`<b>&amp;"`', '<p><code>&lt;b&gt;&amp;amp;"</code></p>'],
  ] as const)('%s', ([text, expected]) => expect(html(text)).toBe(expected))
})

describe('code in blocks', () => {
  test('stands as it was written, quotes escaped', () => {
    expect(html('```\nif (a < "b") {\n\n  c\n}\n```')).toBe(plainBlock('if (a &lt; &quot;b&quot;) {\n\n  c\n}'))
    expect(html('~~~\na\n~~~')).toBe(plainBlock('a'))
    expect(html('    a\n      b')).toBe(plainBlock('a\n  b'))
  })

  test('may begin behind a text with what looks like a list', () => {
    expect(html('a\n    * b')).toBe(`<p>a</p>\n${plainBlock('* b')}`)
  })

  test('ends with its own fence, or with the text', () => {
    expect(html('````\n```\n````\nb')).toBe(`${plainBlock('```')}\n<p>b</p>`)
    expect(html('```\na')).toBe(plainBlock('a'))
  })

  test('of nothing is nothing', () => {
    expect(html('a\n```\n\n```\nb')).toBe('<p>a</p>\n<p>b</p>')
  })

  test('says which language it is, in words that clients know', () => {
    const languages = {
      py: 'Python',
      js: 'JavaScript',
      ts: 'TypeScript',
      'c++': 'C++',
      sh: 'Bash',
      yml: 'YAML',
      cobol: 'cobol',
    }
    for (const [written, name] of Object.entries(languages)) {
      expect(html(`\`\`\`${written}\na\n\`\`\``)).toContain(`data-code-language="${name}"`)
      expect(languageName(written)).toBe(name)
    }
  })

  test('takes the language of the organization, or of its first line', () => {
    expect(html('```\na\n```', { defaultCodeLanguage: 'python' })).toContain('data-code-language="Python"')
    const shebang = html('```\n#!/usr/bin/env python\nimport os\n```')
    expect(shebang).toContain('<span class="ch">#!/usr/bin/env python</span>')
    expect(shebang).not.toContain('data-code-language')
  })

  test('stays without colors when they cannot be had', () => {
    const draw = { code: () => undefined, formula: () => undefined }
    expect(html("```js\nlet a = '<'\n```", { draw })).toContain('<code>let a = &#39;&lt;&#39;\n</code>')
  })
})

describe('colors', () => {
  test("are Pygments' classes", () => {
    const colored = drawCode("const a = 'b' // c\nclass D { e() { return 1.5 + 2 } }", 'js') ?? ''
    for (const token of ['k">const', 's1">&#39;b&#39;', 'c1">// c', 'nc">D', 'mf">1.5', 'mi">2', 'o">+', 'p">{']) {
      expect(colored).toContain(`<span class="${token}`)
    }
  })

  test('change nothing of the code', () => {
    const code = 'a < b && "c" > \'d\'; /* <e> */ `$(f)` // &amp;\n'
    for (const language of ['js', 'python', 'cpp', 'html', 'css', 'bash', 'sql', 'latex', 'json', 'php']) {
      const text = (drawCode(code, language) ?? '').replace(/<\/?span[^>]*>/g, '')
      const entities = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }
      expect(text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => entities[entity as keyof typeof entities])).toBe(
        code,
      )
    }
  })

  test('are not known for every language', () => {
    expect(drawCode('a', 'cobol-61')).toBeUndefined()
    expect(drawCode('a', '__proto__')).toBeUndefined()
  })
})

test('what is in code is not read', () => {
  const texts = [
    '**a**',
    '@**Ada**',
    '@*team*',
    '#**a>b**',
    'https://a.test/a.png',
    ':tada:',
    '😀',
    ':)',
    '$$x$$',
    '<time:2024-01-01>',
    '[a](b)',
    '&amp;',
    '~~a~~',
  ]
  const escapeAll = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const context = { ...EVERYBODY, linkifiers: [{ find: () => [{ start: 0, end: 1, url: 'https://b.test' }] }] }
  for (const text of texts) {
    expect(html(`\`${text}\``, { ...context, linkifiers: [] })).toBe(`<p><code>${escapeAll(text)}</code></p>`)
    expect(html(`\`\`\`\n${text}\n\`\`\``, context)).toBe(plainBlock(escapeAll(text)))
    expect(html(`    ${text}`, context)).toBe(plainBlock(escapeAll(text)))
  }
})
