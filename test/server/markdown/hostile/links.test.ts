import { describe, expect, test } from 'vitest'
import { render } from '../../../../server/markdown/index.ts'
import { EVERYBODY } from '../../../support/markdown/context.ts'

/** What is invisible, or turns the direction of what comes after it. */
const TRICKS = [
  ...['\u200B', '\u200C', '\u200D', '\u2060', '\uFEFF', '\u00AD', '\u034F', '\u180E', '\u115F', '\u3164'],
  ...[
    '\u202A',
    '\u202B',
    '\u202C',
    '\u202D',
    '\u202E',
    '\u2066',
    '\u2067',
    '\u2068',
    '\u2069',
    '\u200E',
    '\u200F',
    '\u061C',
  ],
]

interface Link {
  readonly href: string
  readonly label: string
}

const decode = (html: string) =>
  html.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

function linksOf(text: string): Link[] {
  const { html } = render(text, { ...EVERYBODY, media: undefined, translateEmoticons: false })
  return [...html.matchAll(/<a href="([^"]*)"[^>]*>(.*?)<\/a>/gs)].map(([, href = '', label = '']) => ({
    href: decode(href),
    label: decode(label),
  }))
}

const BASE = 'https://chat.acme.test/'
const hostOf = (url: string) => new URL(url, BASE).host

describe('a link with tricks in it', () => {
  test('leads where it says when it is its own label', () => {
    for (const trick of TRICKS) {
      for (const written of [
        `https://a.test/${trick}b`,
        `https://a.test/b${trick}/c`,
        `https://a.test/?${trick}c`,
        `https://a${trick}.test/b`,
      ]) {
        for (const { href, label } of linksOf(`see ${written} there`)) {
          // Nothing is hidden: what is shown and what is followed are the same characters.
          expect(href.endsWith(label), JSON.stringify(written)).toBe(true)
          expect(hostOf(href)).toBe('a.test')
        }
      }
    }
  })

  test('is no address if the trick is in the name of the host', () => {
    for (const trick of TRICKS) {
      expect(linksOf(`https://bank.test${trick}.evil.test/`).map(({ href }) => hostOf(href))).not.toContain('bank.test')
      expect(linksOf(`www.bank${trick}.com`).every(({ href }) => !href.includes('bank.com'))).toBe(true)
    }
  })

  test('keeps its address letter by letter, whatever its label pretends', () => {
    for (const trick of ['', ...TRICKS]) {
      for (const label of [
        `https://bank.test${trick}`,
        `${trick}tset.knab//:sptth`,
        `bank.test${trick}`,
        `${trick} https://bank.test`,
      ]) {
        const [link, ...others] = linksOf(`[${label}](https://evil.test/a)`)
        expect(others).toEqual([])
        expect(link).toEqual({ href: 'https://evil.test/a', label })
      }
    }
  })

  test.for([
    ['https://bank.test@evil.test/', 'evil.test'],
    ['https://bank.test:443@evil.test/', 'evil.test'],
    ['https://evil.test/@bank.test', 'evil.test'],
    ['https://evil.test#bank.test', 'evil.test'],
    ['https://evil.test?bank.test', 'evil.test'],
    ['https:evil.test', 'evil.test'],
    ['https:/evil.test', 'evil.test'],
    ['https:\\\\evil.test', 'evil.test'],
    ['https:///evil.test', 'evil.test'],
    ['//evil.test', 'evil.test'],
    ['/\\evil.test', 'evil.test'],
    ['/\t/evil.test', 'chat.acme.test'],
    ['\\\\evil.test', 'evil.test'],
    ['https://chat.acme.test.evil.test/', 'chat.acme.test.evil.test'],
    ['https://chat.acme.test@evil.test/#narrow', 'evil.test'],
    ['https://chat.acme.test:1/#narrow', 'chat.acme.test:1'],
  ])('leads to the host that is meant: [a](%s)', ([written, host]) => {
    expect(linksOf(`[a](${written})`).map(({ href }) => hostOf(href))).toEqual([host])
  })

  test('never has a scheme that runs something', () => {
    for (const trick of ['', '\t', '\n', ' ', '\u0001', '\u001F', ...TRICKS]) {
      for (const scheme of ['javascript', 'vbscript', 'data', 'file', 'blob', 'ms-msdt']) {
        for (const at of [0, 1, scheme.length]) {
          const written = `${scheme.slice(0, at)}${trick}${scheme.slice(at)}:alert(1)`
          for (const { href } of linksOf(`[a](${written}) <${written}> ${written}`)) {
            expect(['http:', 'https:', 'mailto:'], JSON.stringify(written)).toContain(protocolOf(href))
          }
        }
      }
    }
  })
})

/** As a browser sees it; what it cannot read leads nowhere. */
function protocolOf(href: string): string {
  return URL.canParse(href, BASE) ? new URL(href, BASE).protocol : 'http:'
}

describe('a file that was uploaded', () => {
  test.for(['..', '%2e%2e', '.%2E', '..\\..', '%2E.'])('is not looked for above its folder: %s', (up) => {
    for (const url of [`/user_uploads/${up}/api/v1/x.mp3`, `/user_uploads/1/${up}/x.mp4`, `/user_uploads/${up}`]) {
      const { html, attachments } = render(`[a](${url})`, EVERYBODY)
      expect(html).not.toContain('src=')
      expect(attachments).toEqual([])
    }
  })
})
