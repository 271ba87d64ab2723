import type { Core } from '../../../delivery/core.ts'
import { ensureNotificationBot } from '../../notices/index.ts'
import { checkSendMessage, doSendMessage } from './send.ts'

/** Tells one person something in the name of Hearth, in a conversation of the two. */
export async function tellUser(core: Core, user: number, content: string): Promise<void> {
  const id = await ensureNotificationBot(core.db)
  const sender = { id, email: '', fullName: 'Notification Bot', role: 100, isBot: true } as const
  const to = JSON.stringify([user])
  const input = { isStream: false, to, topic: undefined, content, queueId: undefined, localId: undefined }
  await doSendMessage(core, await checkSendMessage(core, sender, input))
}
