import { Tool } from '../../../ui/tool.tsx'
import type { Message } from '../../model/messages.ts'
import { useChat } from '../chat-context.ts'
import { hrefOf } from '../place.ts'
import { useShell } from '../shell/shell-context.ts'
import styles from './message-tools.module.css'

/** What one can do with a message, floating over its upper edge. */
export function MessageTools({ message }: { message: Message }) {
  const chat = useChat()
  const shell = useShell()
  const link = () => new URL(hrefOf(chat, message.conversation, message.id), location.href).href
  return (
    <div className={styles.tools} role="toolbar" aria-label="Message">
      <Tool icon="reply" label="Answer" shortcut="R" onPress={() => shell.reply(message)} />
      <Tool
        icon="star"
        label={message.isStarred ? 'Remove the star' : 'Keep with a star'}
        shortcut="*"
        isOn={message.isStarred}
        onPress={() => void chat.star(message).catch(() => undefined)}
      />
      <Tool icon="link" label="Copy the link" onPress={() => void navigator.clipboard.writeText(link())} />
    </div>
  )
}
