import type { ReactNode } from 'react'
import type { Message } from '../../../model/messages.ts'
import { readWidget } from '../../../model/widgets/widget.ts'
import { useChat } from '../../chat-context.ts'
import { PollView } from './poll-view.tsx'
import { TodoView } from './todo-view.tsx'

/** A poll or a to-do list, which everybody who may see the message may change; `children` for any other message. */
export function WidgetView({ message, children }: { message: Message; children: ReactNode }) {
  const chat = useChat()
  const widget = readWidget(message.submessages, message.senderId)
  // Shown when the event says that the host has taken it.
  const tell = (data: object) => void chat.tellWidget(message, data).catch(() => undefined)
  if (widget?.kind === 'poll') return <PollView poll={widget} conversation={message.conversation} onTell={tell} />
  return widget ? <TodoView todo={widget} onTell={tell} /> : children
}
