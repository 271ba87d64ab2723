import { describe, expect, test } from 'vitest'
import { findReferences } from '../../../server/markdown/index.ts'
import { html } from './html.ts'

const STREAMS = [
  { id: 3, name: 'General' },
  { id: 4, name: 'R&D > labs' },
]
const streams = (wanted: string) => STREAMS.find(({ name }) => name === wanted)
const read = (text: string) => html(text, { streams })

describe('links to conversations', () => {
  test.for([
    ['a stream', '#**General**', '<a class="stream" data-stream-id="3" href="/#narrow/channel/3-General">#General</a>'],
    [
      'a stream with signs in its name',
      '#**R&D > labs**',
      '<a class="stream" data-stream-id="4" href="/#narrow/channel/4-R.26D-.3E-labs">#R&amp;D &gt; labs</a>',
    ],
    [
      'a topic',
      '#**General>café (new)**',
      '<a class="stream-topic" data-stream-id="3" href="/#narrow/channel/3-General/topic/caf.C3.A9.20.28new.29">#General &gt; café (new)</a>',
    ],
    [
      'a message',
      '#**General>v1.0@42**',
      '<a class="message-link" href="/#narrow/channel/3-General/topic/v1.2E0/near/42">#General &gt; v1.0 @ 💬</a>',
    ],
    ['no stream', '#**Nowhere** #**Nowhere>a**', '#<strong>Nowhere</strong> #<strong>Nowhere&gt;a</strong>'],
    ['not in a word', 'a#**General**', 'a#<strong>General</strong>'],
  ] as const)('%s', ([, text, expected]) => expect(read(text)).toBe(`<p>${expected}</p>`))

  test('are as long as the names of a stream and a topic, and were told before', () => {
    const [name, topic] = ['s'.repeat(60), 't'.repeat(60)]
    const text = `#**${name}>${topic}@9007199254740991**`
    expect(findReferences(text).streams).toContain(name)
    expect(html(text, { streams: () => ({ id: 1, name }) })).toContain(`/topic/${topic}/near/9007199254740991"`)
  })

  test('no part of a name gets out of its address', () => {
    const name = '/../"><b>%2F#?&'
    const link = html(`#**${name}**`.replaceAll('>', '\u203A'), { streams: () => ({ id: 1, name }) })
    expect(/href="([^"]*)"/.exec(link)?.[1]).toMatch(/^\/#narrow\/channel\/1-[\w.-]*$/)
  })
})
