import { ApiError } from '../../contract/errors.ts'

export type QueueNarrow = readonly (readonly [operator: string, operand: string])[]

/** What a narrow looks at: the fields of a message event. */
interface MessageEvent {
  readonly flags: readonly string[]
  readonly message: {
    readonly type: string
    readonly display_recipient: unknown
    readonly subject: string
    readonly sender_email: string
  }
}
type Matches = (event: MessageEvent, operand: string) => boolean

const equal = (text: unknown, operand: string) => String(text).toLowerCase() === operand.toLowerCase()
const isStream: Matches = ({ message }, operand) =>
  message.type === 'stream' && equal(message.display_recipient, operand)
const isTopic: Matches = ({ message }, operand) => message.type === 'stream' && equal(message.subject, operand)

const OPERATORS: Readonly<Record<string, Matches>> = {
  channel: isStream,
  stream: isStream,
  topic: isTopic,
  subject: isTopic,
  sender: ({ message }, operand) => equal(message.sender_email, operand),
  is: (event, operand) => IS[operand]?.(event) ?? false,
}
const isDirect = ({ message }: MessageEvent) => message.type === 'private'
const IS: Readonly<Record<string, (event: MessageEvent) => boolean>> = {
  dm: isDirect,
  private: isDirect,
  alerted: ({ flags }) => flags.includes('has_alert_word'),
  starred: ({ flags }) => flags.includes('starred'),
  unread: ({ flags }) => !flags.includes('read'),
  mentioned: ({ flags }) => flags.includes('mentioned') || flags.includes('wildcard_mentioned'),
  resolved: ({ message }) => message.type === 'stream' && message.subject.startsWith('✔ '),
}

/** @throws {ApiError} for what a queue cannot be narrowed by: https://zulip.com/api/register-queue#parameter-narrow */
export function checkQueueNarrow(narrow: QueueNarrow): QueueNarrow {
  for (const [operator, operand] of narrow) {
    const isKnown = Object.hasOwn(OPERATORS, operator) && (operator !== 'is' || Object.hasOwn(IS, operand))
    if (!isKnown)
      throw new ApiError('BAD_NARROW', `Operator ${operator} not supported.`, { desc: `${operator}:${operand}` })
  }
  return narrow
}

/** @param event the event's JSON text */
export function matchesNarrow(event: string, narrow: QueueNarrow): boolean {
  const parsed = JSON.parse(event) as MessageEvent
  return narrow.every(([operator, operand]) => OPERATORS[operator]?.(parsed, operand) ?? false)
}
