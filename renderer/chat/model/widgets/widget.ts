import { type Poll, readPoll } from './poll.ts'
import { isRecord, type Submessage } from './submessage.ts'
import { readTodo, type Todo } from './todo.ts'

export type Widget = Poll | Todo

/** @returns what is shown instead of the text; undefined: the text */
export function readWidget([first, ...told]: readonly Submessage[], author: number): Widget | undefined {
  if (!first) return undefined
  const { widget_type: type, extra_data: start } = first.data
  if (!isRecord(start)) return undefined
  if (type === 'poll') return readPoll(start, told, author)
  return type === 'todo' ? readTodo(start, told, author) : undefined
}
