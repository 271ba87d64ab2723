import { ApiError } from '../../contract/errors.ts'
import type { Core } from '../../delivery/core.ts'
import type { Actor } from '../../http/call.ts'
import { checkSendMessage, doSendMessage } from '../messages/index.ts'
import { ensureNotificationBot } from '../notices/index.ts'
import type { UserRow } from '../users/index.ts'

const MAX_LENGTH = 10_000

/**
 * Says in the bot's name what its webhook answered, where it was asked. A second attempt says nothing twice.
 * @throws {ApiError} when the bot may not say so
 */
export async function doAnswer(
  core: Core,
  bot: UserRow,
  { id }: { readonly id: number | string },
  message: Readonly<Record<string, unknown>>,
  content: string,
): Promise<void> {
  const actor: Actor = {
    id: bot.id,
    email: bot.email,
    fullName: bot.full_name,
    role: bot.role as Actor['role'],
    isBot: true,
  }
  const isStream = message['type'] === 'stream'
  const people = (message['display_recipient'] as { id: number }[]) ?? []
  const send = await checkSendMessage(core, actor, {
    isStream,
    to: isStream ? String(message['stream_id']) : JSON.stringify(people.map((person) => person.id)),
    topic: isStream ? String(message['subject']) : undefined,
    content: content.length > MAX_LENGTH ? `${content.slice(0, MAX_LENGTH - 1)}…` : content,
    queueId: 'outgoing-webhook',
    localId: String(id),
    client: 'OutgoingWebhook',
  })
  await doSendMessage(core, send)
}

/** Tells the bot's owner directly what went wrong; nobody else can mend it. */
export async function doTellOwner(core: Core, bot: UserRow, text: string): Promise<void> {
  if (bot.bot_owner_id === null) return
  const actor: Actor = {
    id: await ensureNotificationBot(core.db),
    email: '',
    fullName: 'Notification Bot',
    role: 100,
    isBot: true,
  }
  const content = `Your bot @_**${bot.full_name}|${bot.id}** ${text}`
  const input = { isStream: false, to: JSON.stringify([bot.bot_owner_id]), topic: undefined, content }
  try {
    await doSendMessage(
      core,
      await checkSendMessage(core, actor, { ...input, queueId: undefined, localId: undefined, readBySender: true }),
    )
  } catch (error) {
    // An owner whose account is closed.
    if (!(error instanceof ApiError) || error.status >= 500) throw error
  }
}
