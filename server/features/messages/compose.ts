import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import type { Send } from '../../db/writer.ts'
import { readMentionable } from './mentions.ts'
import { render } from './render.ts'

const MAX_LENGTH = 10_000
const MAX_TOPIC = 60

/** What a message's text makes of it, the same whether it is sent or edited. */
export type Composed = Pick<
  Send,
  'content' | 'rendered' | 'wildcard' | 'mentions' | 'groups' | 'link' | 'image' | 'attachment'
>

/** @throws {ApiError} for a text that cannot be sent */
export async function compose(db: ReadDb, text: string, isStream: boolean): Promise<Composed> {
  const content = text.replaceAll('\0', '').trimEnd()
  if (content === '') throw new ApiError('BAD_REQUEST', 'Message must not be empty')
  if (content.length > MAX_LENGTH) {
    throw new ApiError('BAD_REQUEST', `Message is too long: at most ${MAX_LENGTH} characters`)
  }
  const { html, users, groups, mentionsEveryone } = render(content, await readMentionable(db, content))
  return {
    content,
    rendered: html,
    wildcard: mentionsEveryone && isStream ? 1 : 0,
    mentions: users,
    groups,
    link: /https?:\/\//.test(content),
    image: false,
    attachment: false,
  }
}

/** @throws {ApiError} for a name that no topic can have */
export function checkTopic(text: string | undefined): string {
  const topic = (text ?? '').trim()
  if (topic === '') throw new ApiError('BAD_REQUEST', 'Topics are required in this organization.')
  if (topic.length > MAX_TOPIC) throw new ApiError('BAD_REQUEST', `Topic is too long: at most ${MAX_TOPIC} characters`)
  return topic
}
