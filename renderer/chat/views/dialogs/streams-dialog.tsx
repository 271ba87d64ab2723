import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Tile } from '../../../ui/tile.tsx'
import { join } from '../../api/streams.ts'
import type { Stream } from '../../model/streams.ts'
import { useChat } from '../chat-context.ts'
import { goTo } from '../place.ts'
import { useStore } from '../use-store.ts'
import styles from './dialogs.module.css'
import { NewStream } from './new-stream.tsx'

/** Joins a stream that there is, or makes one. */
export function StreamsDialog({ onClose }: { onClose: () => void }) {
  const chat = useChat()
  const streams = useStore(chat.streams)
  const subscriptions = useStore(chat.subscriptions)
  const [failed, setFailed] = useState<number>()
  const open = streams.all().filter((stream) => !subscriptions.get(stream.id))
  const enter = async (stream: Stream) => {
    setFailed(undefined)
    try {
      await join(chat.client, { subscriptions: [{ name: stream.name, description: '' }] })
      goTo(chat, { kind: 'stream', streamId: stream.id })
      onClose()
    } catch {
      setFailed(stream.id)
    }
  }
  return (
    <>
      {open.length > 0 && (
        <section>
          <h3 className={styles.heading}>Open to you</h3>
          <ul className={styles.list}>
            {open.map((stream) => (
              <li key={stream.id} className={styles.item}>
                <Tile id={stream.id} size="l" />
                <span className={styles.words}>
                  <b className={styles.name}>{stream.name}</b>
                  {failed === stream.id ? (
                    <span className={styles.failed} role="alert">
                      Joining did not work. Try again in a moment.
                    </span>
                  ) : (
                    <span className={styles.about}>{stream.description}</span>
                  )}
                </span>
                <Button size="s" aria-label={`Join ${stream.name}`} onPress={() => void enter(stream)}>
                  Join
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <NewStream onClose={onClose} />
    </>
  )
}
