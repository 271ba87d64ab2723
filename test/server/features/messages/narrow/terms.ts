import fc from 'fast-check'
import type { NarrowTerm } from '../../../../../server/contract/chat/messages.ts'
import { GUEST } from '../../chat-api.ts'
import { type Past, TOPICS, WORDS } from './past.ts'

/** Any operators, each as often as it comes. */
export function termsOf({ ids, streams }: Past): fc.Arbitrary<NarrowTerm[]> {
  const person = fc.integer({ min: 1, max: GUEST })
  const people = fc.uniqueArray(person, { minLength: 1, maxLength: 3 })
  const stream = fc.constantFrom(...streams.values(), ...streams.keys())
  const topic = fc.constantFrom(...TOPICS, 'LUNCH', 'nothing')
  const operands: Readonly<Record<string, fc.Arbitrary<NarrowTerm['operand']>>> = {
    channel: stream,
    channels: fc.constantFrom('public', 'web-public'),
    topic,
    subject: topic,
    sender: person,
    from: person,
    dm: people,
    'pm-with': people,
    'dm-including': people,
    'group-pm-with': person,
    is: fc.constantFrom('alerted', 'dm', 'followed', 'mentioned', 'muted', 'private', 'resolved', 'starred', 'unread'),
    has: fc.constantFrom('link', 'image', 'attachment', 'reaction'),
    in: fc.constantFrom('home', 'all'),
    near: fc.constantFrom(...ids),
    id: fc.constantFrom(...ids),
    search: fc.constantFrom(...WORDS, 'apple plum', 'pear lunch'),
  }
  const term = (operator: string) =>
    fc.record({
      operator: fc.constant(operator),
      operand: operands[operator] ?? fc.constant(''),
      negated: fc.oneof({ arbitrary: fc.constant(false), weight: 3 }, { arbitrary: fc.constant(true), weight: 1 }),
    })
  const often = ['is', 'channel', 'topic']
  return fc.array(fc.constantFrom(...Object.keys(operands), ...often).chain(term), { maxLength: 4 })
}
