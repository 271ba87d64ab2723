import { Tile } from '../../../ui/tile.tsx'
import { useChat } from '../chat-context.ts'
import { hrefOf } from '../place.ts'
import styles from './inbox.module.css'

export function StreamHeading({ streamId }: { streamId: number }) {
  const chat = useChat()
  return (
    <h2 className={styles.heading}>
      <Tile id={streamId} />
      <a href={hrefOf(chat, { kind: 'stream', streamId })}>{chat.streams.get(streamId)?.name ?? 'A stream'}</a>
    </h2>
  )
}
