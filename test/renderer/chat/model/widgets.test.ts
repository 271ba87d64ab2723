import { describe, expect, test } from 'vitest'
import { type Poll, toNewOption, toVote } from '../../../../renderer/chat/model/widgets/poll.ts'
import { type Todo, toNewTask, toStrike } from '../../../../renderer/chat/model/widgets/todo.ts'
import { readWidget } from '../../../../renderer/chat/model/widgets/widget.ts'
import { handle, loadedChat } from '../../support/chat.ts'
import { ADA, EDSGER, GRACE, HEATING, messageEvent, wireMessage } from '../../support/wire.ts'

/** A message by Grace that began so; `tell` is what somebody says to it. */
function begun(widget_type: string, extra_data: unknown) {
  const chat = loadedChat()
  const first = { id: 0, sender_id: GRACE, msg_type: 'widget', content: JSON.stringify({ widget_type, extra_data }) }
  handle(chat, messageEvent(wireMessage(5, HEATING, { submessages: [first] })))
  let submessage_id = 0
  const event = (sender_id: number, content: string, msg_type = 'widget') => {
    submessage_id++
    handle(chat, { id: 1, type: 'submessage', message_id: 5, submessage_id, sender_id, msg_type, content })
  }
  const tell = (sender: number, data: object) => event(sender, JSON.stringify(data))
  const read = () => readWidget(chat.messages.get(5)?.submessages ?? [], GRACE)
  return { chat, event, tell, poll: () => read() as Poll, todo: () => read() as Todo, read }
}

const START = { question: 'Lunch?', options: ['Soup', 'Cake'] }

describe('a poll', () => {
  test('counts each voter once, and takes a vote back', () => {
    const { tell, poll } = begun('poll', START)
    const votes = () => poll().options.map(({ text, voters }) => [text, voters])
    tell(ADA, { type: 'vote', key: 'canned,1', vote: 1 })
    tell(EDSGER, { type: 'vote', key: 'canned,1', vote: 1 })
    tell(ADA, { type: 'vote', key: 'canned,1', vote: 1 })
    expect(votes()).toEqual([
      ['Soup', []],
      ['Cake', [EDSGER, ADA]],
    ])
    const cake = poll().options[1]
    if (cake) tell(ADA, toVote(cake, ADA))
    expect(votes()[1]).toEqual(['Cake', [EDSGER]])
  })

  test('takes more options from anybody, and another question from its author alone', () => {
    const { tell, poll } = begun('poll', START)
    tell(ADA, toNewOption(poll(), ADA, 'Bread'))
    tell(ADA, toNewOption(poll(), ADA, 'Soup'))
    tell(ADA, toNewOption(poll(), ADA, 'Rice'))
    tell(ADA, { type: 'question', question: 'Mine' })
    expect(poll().options.map(({ key }) => key)).toEqual(['canned,0', 'canned,1', `${ADA},1`, `${ADA},2`])
    expect(poll().question).toBe('Lunch?')
    tell(GRACE, { type: 'question', question: 'Dinner?' })
    expect(poll().question).toBe('Dinner?')
  })
})

test('a list takes tasks from anybody, done and not done again', () => {
  const { tell, todo } = begun('todo', { task_list_title: 'Today', tasks: [{ task: 'Call', desc: 'by four' }] })
  tell(ADA, toNewTask(todo(), ADA, 'Measure'))
  tell(EDSGER, { type: 'strike', key: `1,${ADA}` })
  expect(todo()).toEqual({
    kind: 'todo',
    title: 'Today',
    tasks: [
      { key: '0,canned', text: 'Call', description: 'by four', isDone: false },
      { key: `1,${ADA}`, text: 'Measure', description: '', isDone: true },
    ],
  })
  const measure = todo().tasks[1]
  if (measure) tell(GRACE, toStrike(measure))
  expect(todo().tasks.map(({ isDone }) => isDone)).toEqual([false, false])
})

test('what makes no sense changes nothing (attack: hostile submessages)', () => {
  const { chat, event, tell, poll } = begun('poll', START)
  const before = poll()
  for (const content of ['', '[]', '7', 'null', '{"type":', '"vote"']) event(ADA, content)
  event(ADA, '{"type":"vote","key":"canned,0","vote":1}', 'other')
  tell(ADA, { type: 'vote', key: '__proto__', vote: 1 })
  tell(ADA, { type: 'vote', key: { toString: 1 }, vote: 1 })
  tell(ADA, { type: 'new_option', idx: {}, option: ['x'] })
  expect(poll()).toEqual(before)
  handle(chat, {
    id: 1,
    type: 'submessage',
    message_id: 77,
    submessage_id: 9,
    sender_id: ADA,
    msg_type: 'widget',
    content: '{}',
  })
  expect(chat.messages.get(77)).toBeUndefined()
  for (const [type, data] of [
    ['game', {}],
    ['poll', null],
    ['todo', 'x'],
  ] as const)
    expect(begun(type, data).read()).toBeUndefined()
  expect(begun('poll', { options: 'none' }).poll()).toEqual({ kind: 'poll', question: '', options: [] })
})
