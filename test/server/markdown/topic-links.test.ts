import { describe, expect, test } from 'vitest'
import { findTopicLinks } from '../../../server/markdown/index.ts'
import { compileLinkifiers } from '../../../server/markdown/linkifiers/index.ts'
import { cpuMs, measureUnit } from '../../support/processor-time.ts'

const rule = (pattern: string, path: string) => ({ pattern, url_template: `https://acme.test/${path}` })
const RULES = compileLinkifiers([
  rule('#(?P<id>[0-9]+)', 'issues/{id}'),
  rule('(?:PR )?#?(?P<id>[0-9]+)', 'pulls/{id}'),
  rule('(?P<site>intranet\\.acme\\.com)', 'goto/{site}'),
])
const link = (text: string, url = text) => ({ text, url })

describe('the name of a topic', () => {
  test.for([
    ['nothing to see', []],
    ['fix #123', [link('#123', 'https://acme.test/issues/123')]],
    [
      'https://a.test/b?c=d then #7, #8',
      [
        link('https://a.test/b?c=d'),
        link('#7', 'https://acme.test/issues/7'),
        link('#8', 'https://acme.test/issues/8'),
      ],
    ],
    // The first rule counts, whatever it leaves to the others.
    ['PR #5 or PR 6', [link('#5', 'https://acme.test/issues/5'), link('PR 6', 'https://acme.test/pulls/6')]],
    ['x#5 and #5x', []],
    // Rules go before addresses.
    ['intranet.acme.com', [link('intranet.acme.com', 'https://acme.test/goto/intranet.acme.com')]],
    ['https://intranet.acme.com/#12', [link('https://intranet.acme.com/#12')]],
    [
      'acme.com/a and (www.acme.com)',
      [link('acme.com/a', 'https://acme.com/a'), link('www.acme.com', 'https://www.acme.com')],
    ],
    ['ada@acme.com tel:+49123456 notes.md', []],
    ['`#1` **#2** [a]b.com', []],
    ['javascript:alert(x) data:text/html,a', []],
    ['a\uFDD00\uFDD1 #1', [link('#1', 'https://acme.test/issues/1')]],
    ['\uD83D #1', [link('#1', 'https://acme.test/issues/1')]],
  ] as const)('%s', ([topic, links]) => expect(findTopicLinks(topic, RULES)).toEqual(links))

  test('leads nowhere where a browser would run something', () => {
    const bad = { find: (text: string) => [{ start: 0, end: text.length, url: 'javascript:alert(1)' }] }
    expect(findTopicLinks('click', [bad])).toEqual([])
  })

  test('has none when a linkifier fails', () => {
    const find = () => {
      throw new Error('no')
    }
    expect(findTopicLinks('https://a.test', [{ find }])).toEqual([])
  })
})

test('hostile patterns take no longer for a topic than for a text', () => {
  const patterns = Array.from({ length: 200 }, (_, index) => `(?P<id>(?:[^c]{0,1}){200}[cd]|[ab])|x${index}`)
  const hostile = compileLinkifiers(patterns.map((pattern) => ({ pattern, url_template: 'https://a.test/{id}' })))
  expect(hostile).toHaveLength(200)
  const unit = measureUnit()
  const find = () => cpuMs(() => findTopicLinks('a '.repeat(30), hostile)) / unit
  expect(Math.min(find(), find(), find())).toBeLessThan(25)
})
