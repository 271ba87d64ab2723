import { describe, expect, test } from 'vitest'
import { type Message, Messages } from '../../../../renderer/chat/model/messages.ts'
import type { Outgoing } from '../../../../renderer/chat/model/outbox.ts'
import { buildRows } from '../../../../renderer/chat/model/rows.ts'
import { ADA, EDSGER, GENERAL, GRACE, HEATING, LUNCH, type To, wireMessage } from '../../support/wire.ts'

const TOPIC = { kind: 'topic', streamId: GENERAL, topic: 'Heating' } as const
const FEED = { kind: 'feed' } as const
/** Noon where the test runs, so that minutes around it are of the same day. */
const NOON = new Date(2026, 2, 2, 12).getTime()
const MINUTE = 60_000

function said(minute: number, sender_id = GRACE, to: To = HEATING): Message {
  const timestamp = NOON / 1000 + minute * 60
  const [message] = new Messages().add([wireMessage(100 + minute, to, { sender_id, timestamp })], ADA)
  if (!message) throw new Error('The message was not stored')
  return message
}

function outgoing(minute: number): Outgoing {
  const [localId, queueId, text, status] = [`local${minute}`, 'q1', 'Hello', 'sending' as const]
  return { localId, queueId, conversation: TOPIC, text, at: NOON + minute * MINUTE, status }
}

describe('the rows of a feed', () => {
  test('group what one person says in a go, for ten minutes from each to the next', () => {
    const rows = buildRows(TOPIC, [said(0), said(9), said(18), said(28), said(29, EDSGER)], [], ADA, undefined)
    expect(rows.map((row) => row.isMore)).toEqual([false, true, true, false, false])
    expect(rows.map((row) => row.key)).toEqual(['m100', 'm109', 'm118', 'm128', 'm129'])
  })

  test('begin anew with each day, and say which', () => {
    const rows = buildRows(TOPIC, [said(0), said(719), said(721)], [], ADA, undefined)
    expect(rows.map((row) => row.day)).toEqual([NOON, undefined, NOON + 721 * MINUTE])
    expect(rows[2]?.isMore).toBe(false)
  })

  test('name the conversation where it changes and where a day begins, but only in a list of several', () => {
    const all = [
      said(0),
      said(1),
      said(2, GRACE, LUNCH),
      said(3, GRACE, { people: [ADA, GRACE] }),
      said(721),
      said(2161),
    ]
    const mixed = buildRows(FEED, all, [], ADA, undefined)
    const [first, , lunch, direct, next, last] = all.map((message) => message.conversation)
    expect(mixed.map((row) => row.conversation)).toEqual([first, undefined, lunch, direct, next, last])
    expect(mixed.map((row) => row.isMore)).toEqual([false, true, false, false, false, false])
    const single = buildRows(TOPIC, [said(0), said(721)], [], ADA, undefined)
    expect(single.map((row) => row.conversation)).toEqual([undefined, undefined])
  })

  test('do not name a topic again that is written in another case', () => {
    const rows = buildRows(FEED, [said(0), said(1, GRACE, { ...HEATING, topic: 'HEATING' })], [], ADA, undefined)
    expect(rows[1]).toMatchObject({ conversation: undefined, isMore: true })
  })

  test('show where reading goes on, with the name of who speaks there', () => {
    const rows = buildRows(TOPIC, [said(0), said(1), said(2)], [], ADA, 101)
    expect(rows.map((row) => row.isFirstUnread)).toEqual([false, true, false])
    expect(rows.map((row) => row.isMore)).toEqual([false, false, true])
  })

  test('end with what is on its way, as said by oneself', () => {
    const rows = buildRows(TOPIC, [said(0, ADA)], [outgoing(1), outgoing(2)], ADA, undefined)
    expect(rows.map((row) => row.key)).toEqual(['m100', 'olocal1', 'olocal2'])
    expect(rows.map((row) => row.isMore)).toEqual([false, true, true])
    expect(buildRows(TOPIC, [said(0)], [outgoing(1)], ADA, undefined)[1]?.isMore).toBe(false)
    expect(rows[1]?.content).toEqual({ outgoing: outgoing(1) })
  })
})
