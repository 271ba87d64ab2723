import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHash, type Names, type Place, toHash } from '../../../../renderer/chat/model/hash.ts'
import { runs } from '../../../support/runs.ts'

const NAMES: Names = { streamName: (id) => `stream ${id}`, userName: (id) => `User ${id}` }

const id = fc.integer({ min: 1, max: 2 ** 31 - 1 })
/** What breaks addresses: separators, escapes, other scripts, what looks like a term of its own. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('.', '%', '/', '#', '?', '&', '-', ',', '+', ' ', '(', "'", '2', 'E', 'é', '🔥') }),
  fc.constantFrom('/near/5', '.2F', '%2F', '.', '..', '100.%', '__proto__', 'topic/near', '\u202Eevil', '\n', ''),
)
const conversation = fc.oneof(
  fc.record({ kind: fc.constant('topic' as const), streamId: id, topic: hostile }),
  fc.record({ kind: fc.constant('direct' as const), userIds: fc.uniqueArray(id, { minLength: 1, maxLength: 4 }) }),
)
const narrow = fc.oneof(
  conversation.map((one) => (one.kind === 'direct' ? { ...one, userIds: one.userIds.sort((a, b) => a - b) } : one)),
  fc.record({ kind: fc.constant('stream' as const), streamId: id }),
  fc.record({ kind: fc.constantFrom('mentions' as const, 'starred' as const, 'directs' as const) }),
)
const place: fc.Arbitrary<Place> = fc
  .record({ narrow, near: fc.option(id, { nil: undefined }) })
  .map((one) => (one.near === undefined ? { narrow: one.narrow } : { narrow: one.narrow, near: one.near }))

describe('an address', () => {
  test('leads back to its place, whatever topics, streams and people are called', () => {
    fc.assert(
      fc.property(place, fc.option(hostile, { nil: undefined }), (one, name) => {
        const hash = toHash(one, { streamName: () => name, userName: () => name })
        expect(fromHash(hash)).toEqual(one)
        expect(fromHash(`#${hash}`)).toEqual(one)
      }),
      runs(1_000),
    )
  })

  test('is made of characters that chat programs take for one link, and browsers leave as they are', () => {
    fc.assert(
      fc.property(place, hostile, (one, name) => {
        const hash = toHash(one, { streamName: () => name, userName: () => name })
        expect(hash).toMatch(/^[\w/.,~-]*$/)
        expect(new URL(`https://acme.test/#${hash}`).hash).toBe(`#${hash}`)
      }),
      runs(100),
    )
  })

  test('reads as Zulip writes it', () => {
    const at = (one: Place) => toHash(one, NAMES)
    expect(at({ narrow: { kind: 'inbox' } })).toBe('inbox')
    expect(at({ narrow: { kind: 'feed' } })).toBe('feed')
    expect(at({ narrow: { kind: 'stream', streamId: 5 } })).toBe('narrow/channel/5-stream-5')
    expect(at({ narrow: { kind: 'topic', streamId: 5, topic: 'v1.0 (new)' }, near: 9 })).toBe(
      'narrow/channel/5-stream-5/topic/v1.2E0.20.28new.29/near/9',
    )
    const names: Names = { ...NAMES, streamName: () => '50 % "off" <a/b>' }
    expect(toHash({ narrow: { kind: 'stream', streamId: 5 } }, names)).toBe('narrow/channel/5-50-off-a-b-')
    expect(at({ narrow: { kind: 'direct', userIds: [7] } })).toBe('narrow/dm/7-User-7')
    expect(at({ narrow: { kind: 'direct', userIds: [7, 8] } })).toBe('narrow/dm/7,8-group')
  })

  test('of years ago still leads there', () => {
    expect(fromHash('#narrow/stream/5-old-name/subject/hello.20there')).toEqual({
      narrow: { kind: 'topic', streamId: 5, topic: 'hello there' },
    })
    expect(fromHash('#narrow/pm-with/9,7-group')).toEqual({ narrow: { kind: 'direct', userIds: [7, 9] } })
    expect(fromHash('#narrow/is/private')).toEqual({ narrow: { kind: 'directs' } })
    expect(fromHash('#all-messages')).toEqual({ narrow: { kind: 'feed' } })
  })

  test('that is no place of ours is none, also when it is the name of something in every object', () => {
    const strangers = ['', '#', '#settings', '#narrow', '#narrow/channel', '#narrow/channel/general', '#narrow/dm/0']
    const inherited = ['constructor', 'toString', '__proto__', 'hasOwnProperty']
    const is = inherited.map((name) => `#narrow/is/${name}`)
    for (const hash of [
      ...strangers,
      ...inherited,
      ...is,
      '#narrow/is/resolved',
      '#narrow/search/x',
      '#a/is/starred',
    ]) {
      expect(fromHash(hash), hash).toBeUndefined()
    }
  })

  test('that somebody has mutilated never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom('', '#', '#narrow/', '#narrow/channel/5/topic/'), hostile, (start, rest) => {
        const found = fromHash(start + rest)
        expect(found === undefined || typeof found.narrow.kind === 'string').toBe(true)
      }),
      runs(100),
    )
    expect(fromHash('#narrow/channel/5/topic/100.')).toEqual({ narrow: { kind: 'topic', streamId: 5, topic: '100.' } })
    expect(fromHash('#narrow/channel/5/near/x')).toEqual({ narrow: { kind: 'stream', streamId: 5 } })
  })
})
