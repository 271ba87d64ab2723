import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { directWith } from '../../../../renderer/chat/model/conversation.ts'
import { Messages } from '../../../../renderer/chat/model/messages.ts'
import {
  type FeedNarrow,
  includes,
  matches,
  narrowKey,
  targetOf,
  toTerms,
} from '../../../../renderer/chat/model/narrow.ts'
import { runs } from '../../../support/runs.ts'
import { ADA, EDSGER, GENERAL, GRACE, KITCHEN, type To, wireMessage } from '../../support/wire.ts'

const CONVERSATIONS = [
  { kind: 'topic', streamId: GENERAL, topic: 'Heating' },
  { kind: 'topic', streamId: GENERAL, topic: 'Cooling' },
  { kind: 'topic', streamId: KITCHEN, topic: 'Heating' },
  { kind: 'direct', userIds: [GRACE] },
  { kind: 'direct', userIds: [GRACE, EDSGER] },
  { kind: 'direct', userIds: [ADA] },
] as const satisfies FeedNarrow[]
const NARROWS: readonly FeedNarrow[] = [
  { kind: 'feed' },
  { kind: 'mentions' },
  { kind: 'starred' },
  { kind: 'directs' },
  { kind: 'stream', streamId: GENERAL },
  { kind: 'stream', streamId: KITCHEN },
  ...CONVERSATIONS,
]

describe('a narrow', () => {
  test('is told to the host in the words of construct-narrow', () => {
    const [topic, , , , group] = CONVERSATIONS
    expect(toTerms({ kind: 'feed' })).toEqual([])
    expect(toTerms({ kind: 'mentions' })).toEqual([{ operator: 'is', operand: 'mentioned' }])
    expect(toTerms({ kind: 'starred' })).toEqual([{ operator: 'is', operand: 'starred' }])
    expect(toTerms({ kind: 'directs' })).toEqual([{ operator: 'is', operand: 'dm' }])
    expect(toTerms({ kind: 'stream', streamId: GENERAL })).toEqual([{ operator: 'channel', operand: GENERAL }])
    expect(toTerms(topic)).toEqual([
      { operator: 'channel', operand: GENERAL },
      { operator: 'topic', operand: 'Heating' },
    ])
    expect(toTerms(group)).toEqual([{ operator: 'dm', operand: [GRACE, EDSGER] }])
  })

  test('shares its key with no other, but for topics that differ in case only', () => {
    const keys = NARROWS.map(narrowKey)
    expect(new Set(keys).size).toBe(NARROWS.length)
    expect(narrowKey({ kind: 'topic', streamId: GENERAL, topic: 'hEATING' })).toBe(narrowKey(CONVERSATIONS[0]))
  })

  test('takes a message exactly when its terms, read one by one, do', () => {
    const to: fc.Arbitrary<To> = fc.oneof(
      fc.record({ stream: fc.constantFrom(GENERAL, KITCHEN), topic: fc.constantFrom('Heating', 'heating', 'Cooling') }),
      fc.record({ people: fc.constantFrom([ADA, GRACE], [ADA, GRACE, EDSGER], [ADA]) }),
    )
    const flags = fc.subarray(['read', 'starred', 'mentioned', 'wildcard_mentioned', 'stream_wildcard_mentioned'])
    fc.assert(
      fc.property(fc.constantFrom(...NARROWS), to, flags, (narrow, place, own) => {
        const [message] = new Messages().add([{ ...wireMessage(5, place), flags: own }], ADA)
        if (!message) throw new Error('The message was not stored')
        const fits = toTerms(narrow).every(({ operator, operand }) => takes(operator, operand, place, own))
        expect(matches(narrow, message)).toBe(fits)
        if (includes(narrow, message.conversation)) expect(matches(narrow, message)).toBe(true)
      }),
      runs(100),
    )
  })

  test('says where one writes to from it', () => {
    const [topic, , , direct] = CONVERSATIONS
    expect(targetOf(topic)).toBe(topic)
    expect(targetOf(direct)).toBe(direct)
    expect(targetOf({ kind: 'stream', streamId: GENERAL })).toEqual({ kind: 'topic', streamId: GENERAL, topic: '' })
    for (const kind of ['inbox', 'feed', 'mentions', 'starred', 'directs'] as const)
      expect(targetOf({ kind })).toBeUndefined()
  })
})

test('a direct conversation is the same whoever is named, in whatever order, with or without oneself', () => {
  expect(directWith([EDSGER, ADA, GRACE, GRACE], ADA)).toEqual({ kind: 'direct', userIds: [GRACE, EDSGER] })
  expect(directWith([GRACE, EDSGER], ADA)).toEqual(directWith([EDSGER, GRACE, ADA], ADA))
  expect(directWith([ADA], ADA)).toEqual({ kind: 'direct', userIds: [ADA] })
  expect(directWith([], ADA)).toEqual({ kind: 'direct', userIds: [ADA] })
})

/** The host's rule: topics whatever their case, people but for the reader. */
function takes(operator: string, operand: unknown, to: To, flags: readonly string[]): boolean {
  if (operator === 'channel') return 'stream' in to && to.stream === operand
  if (operator === 'topic') return 'stream' in to && to.topic.toLowerCase() === String(operand).toLowerCase()
  if (operator === 'dm') {
    const others = (people: readonly number[]) => people.filter((id) => id !== ADA).join()
    return 'people' in to && others(to.people) === others(operand as number[])
  }
  if (operand === 'dm') return 'people' in to
  return flags.some((flag) => flag.endsWith(String(operand)))
}
