import { describe, expect, test } from 'vitest'
import { EMOTICONS, nameOf } from '../../../server/markdown/emoji/index.ts'
import { html } from './html.ts'

const emoji = (code: string, name: string) => {
  const title = name.replaceAll('_', ' ')
  return `<span aria-label="${title}" class="emoji emoji-${code}" role="img" title="${title}">:${name}:</span>`
}
const customEmoji = (name: string) => (name === 'party_parrot' ? '/user_avatars/1/parrot.gif' : undefined)
const parrot = '<img alt=":party_parrot:" class="emoji" src="/user_avatars/1/parrot.gif" title="party parrot">'

describe('emoji', () => {
  test.for([
    ['by name', ':tada: :heart:', `${emoji('1f389', 'tada')} ${emoji('2764', 'heart')}`],
    ['by another of its names', ':+1: :thumbs_up:', `${emoji('1f44d', '+1')} ${emoji('1f44d', 'thumbs_up')}`],
    ['by a name of several words', ':stuck_out_tongue:', emoji('1f61b', 'stuck_out_tongue')],
    ['one after the other', ':tada::tada:', emoji('1f389', 'tada').repeat(2)],
    ['in a word', 'so:tada:so', `so${emoji('1f389', 'tada')}so`],
    ['of the organization', ':party_parrot:', parrot],
    ['of nobody', ':no_such_thing: 12:30:45', ':no_such_thing: 12:30:45'],
    ['as a character', 'so 🎉!', `so ${emoji('1f389', 'tada')}!`],
    ['as a character that is a sign elsewhere', '❤️ ❤', `${emoji('2764', 'heart')} ❤`],
    ['numbers are numbers', '1 # * ©', '1 # * ©'],
    ['as a flag', '🇩🇪', emoji('1f1e9-1f1ea', nameOf('1f1e9-1f1ea') ?? '')],
    ['as a key', '1️⃣', emoji('0031-20e3', 'one')],
    ['not as half a flag', '🇩 x', '🇩 x'],
  ] as const)('%s', ([, text, expected]) => expect(html(text, { customEmoji })).toBe(`<p>${expected}</p>`))

  test('of the organization comes before one of all', () => {
    expect(html(':tada:', { customEmoji: () => '/own.png' })).toContain('src="/own.png"')
  })
})

describe('emoticons', () => {
  const read = (text: string) => html(text, { translateEmoticons: true })

  test('are translated for who wants it', () => {
    expect(html('so :)')).toBe('<p>so :)</p>')
    expect(read('so :)')).toBe(`<p>so ${emoji('1f642', 'smile')}</p>`)
    for (const [written, name] of EMOTICONS) {
      expect(read(`a ${written}`), written).toContain(`>:${name}:</span>`)
      expect(read(`a "${written}", b`), written).toContain(`>:${name}:</span>`)
    }
  })

  test('are not looked for in words and addresses', () => {
    for (const text of ['a:)', ':)a', 'std::D', 'x<3y']) expect(read(text)).not.toContain('emoji')
    expect(read('https://a.test:/b')).not.toContain('emoji')
  })
})
