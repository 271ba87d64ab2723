import { isRecord, listIn, numberIn, type Submessage, textIn } from './submessage.ts'

export interface Task {
  readonly key: string
  readonly text: string
  readonly description: string
  readonly isDone: boolean
}

export interface Todo {
  readonly kind: 'todo'
  readonly title: string
  readonly tasks: readonly Task[]
}

/** https://zulip.com/help/collaborative-to-do-lists: what its text says, and what came since. */
export function readTodo(start: Readonly<Record<string, unknown>>, told: readonly Submessage[], author: number): Todo {
  let title = textIn(start['task_list_title'])
  const tasks = new Map<string, Task>()
  const add = (key: string, data: unknown) => {
    if (!isRecord(data) || textIn(data['task']) === '' || tasks.has(key)) return
    tasks.set(key, { key, text: textIn(data['task']), description: textIn(data['desc']), isDone: false })
  }
  for (const [index, task] of listIn(start['tasks']).entries()) add(`${index},canned`, task)
  for (const { senderId, data } of told) {
    // The number comes first here, unlike in polls.
    if (data['type'] === 'new_task') add(`${numberIn(data['key'])},${senderId}`, data)
    else if (data['type'] === 'new_task_list_title' && senderId === author) title = textIn(data['title'])
    else if (data['type'] === 'strike') strike(tasks, textIn(data['key']))
  }
  return { kind: 'todo', title, tasks: [...tasks.values()] }
}

function strike(tasks: Map<string, Task>, key: string): void {
  const task = tasks.get(key)
  if (task) tasks.set(key, { ...task, isDone: !task.isDone })
}

/** Done, or not done after all. */
export function toStrike({ key }: Task): object {
  return { type: 'strike', key }
}

export function toNewTask({ tasks }: Todo, me: number, task: string): object {
  const mine = tasks.flatMap(({ key }) => (key.endsWith(`,${me}`) ? Number(key.split(',')[0]) : []))
  return { type: 'new_task', key: Math.max(0, ...mine) + 1, task, desc: '', completed: false }
}
