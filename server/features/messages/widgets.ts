/** What a message with `/poll` or `/todo` shows at its beginning. */
export interface Widget {
  readonly widget_type: 'poll' | 'todo'
  readonly extra_data: Readonly<Record<string, unknown>>
}

/**
 * https://zulip.com/help/create-a-poll: the first line is the question or the title, each further one an option or a
 * task. Undefined: the message is no widget.
 */
export function widgetOf(content: string): Widget | undefined {
  const [first = '', ...lines] = content.trim().split('\n')
  const found = /^\/(poll|todo)(?:\s+(.*))?$/i.exec(first.trim())
  if (!found) return undefined
  const title = (found[2] ?? '').trim()
  if (found[1]?.toLowerCase() === 'poll') {
    const options = lines.map((line) => line.replace(/^\s*[*+-]\s*/, '').trim()).filter(Boolean)
    return { widget_type: 'poll', extra_data: { question: title, options } }
  }
  const tasks = lines.flatMap((line) => {
    const [task = '', ...description] = line.replace(/^\s*[*+-]\s*/, '').split(':')
    return task.trim() === '' ? [] : { task: task.trim(), desc: description.join(':').trim() }
  })
  return { widget_type: 'todo', extra_data: { task_list_title: title, tasks } }
}

/** The widget as the submessage that clients look for: it follows from the text, and so is stored nowhere. */
export function firstSubmessage(messageId: number, senderId: number, content: string): object[] {
  const widget = widgetOf(content)
  if (!widget) return []
  return [{ id: 0, message_id: messageId, sender_id: senderId, msg_type: 'widget', content: JSON.stringify(widget) }]
}
