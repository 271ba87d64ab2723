import type { Core } from '../../../delivery/core.ts'
import { ensureNotificationBot } from '../../notices/index.ts'
import { compose } from '../compose.ts'
import { doSendMessage } from './send.ts'

export interface Place {
  readonly stream: number
  readonly topic: string
}

/** Says something in the name of Hearth, to all who read a topic. */
export async function tellPlace(core: Core, { stream, topic }: Place, content: string): Promise<void> {
  const sender = await ensureNotificationBot(core.db)
  const composed = await compose(core, content, true, undefined)
  await doSendMessage(core, { ...composed, sender, recipient: stream, topic, key: null, unread: false, client: 0 })
}
