import { expect, test } from 'vitest'
import { Drafts } from '../../../../renderer/chat/model/drafts.ts'

const HEATING = { kind: 'topic', streamId: 5, topic: 'Heating' } as const
const STREAM = { kind: 'stream', streamId: 5 } as const

test('a draft begins empty, towards what one looks at', () => {
  const drafts = new Drafts()
  expect(drafts.get(HEATING)).toEqual({ text: '', target: HEATING })
  expect(drafts.get(STREAM)).toEqual({ text: '', target: { kind: 'topic', streamId: 5, topic: '' } })
  expect(drafts.get({ kind: 'inbox' })).toEqual({ text: '', target: undefined })
})

test('each place keeps its own draft, and a topic keeps it under any case', () => {
  const drafts = new Drafts()
  const before = drafts.version()
  drafts.set(HEATING, { text: 'It is', target: HEATING })
  drafts.set(STREAM, { text: 'Who', target: undefined })
  expect(drafts.version()).toBeGreaterThan(before)
  expect(drafts.get({ ...HEATING, topic: 'heating' }).text).toBe('It is')
  expect(drafts.get(STREAM)).toEqual({ text: 'Who', target: undefined })
  expect(drafts.get({ ...HEATING, topic: 'Cooling' }).text).toBe('')
})

test('after sending, the next message goes to the same place', () => {
  const drafts = new Drafts()
  drafts.set(STREAM, { text: 'It is cold', target: HEATING })
  drafts.clearText(STREAM)
  expect(drafts.get(STREAM)).toEqual({ text: '', target: HEATING })
})
