import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import type { Send } from '../../db/writer.ts'
import { readRealmSettings } from '../realm-settings/index.ts'
import { readMentionable } from './mentions.ts'
import { render } from './render.ts'

const MAX_LENGTH = 10_000
const MAX_TOPIC = 60

/** What a message's text makes of it, the same whether it is sent or edited. */
export type Composed = Pick<
  Send,
  'content' | 'rendered' | 'wildcard' | 'mentions' | 'groups' | 'alerts' | 'link' | 'image' | 'attachment'
>

/** @throws {ApiError} for a text that cannot be sent */
export async function compose(db: ReadDb, text: string, isStream: boolean): Promise<Composed> {
  const content = text.replaceAll('\0', '').trimEnd()
  if (content === '') throw new ApiError('BAD_REQUEST', 'Message must not be empty')
  if (content.length > MAX_LENGTH) {
    throw new ApiError('BAD_REQUEST', `Message is too long: at most ${MAX_LENGTH} characters`)
  }
  const { html, users, groups, mentionsEveryone, mentionsTopic } = render(content, await readMentionable(db, content))
  return {
    content,
    rendered: html,
    wildcard: !isStream ? 0 : mentionsEveryone ? 1 : mentionsTopic ? 2 : 0,
    mentions: users,
    groups,
    link: /https?:\/\//.test(content),
    image: false,
    // Whether there is such a file, and the author may share it, the database finds out.
    attachment: content.includes('/user_uploads/'),
  }
}

/** @throws {ApiError} for a name that no topic can have */
export function checkTopic(text: string | undefined): string {
  const topic = (text ?? '').trim()
  if (topic === '') throw new ApiError('BAD_REQUEST', 'Topics are required in this organization.')
  if (topic.length > MAX_TOPIC) throw new ApiError('BAD_REQUEST', `Topic is too long: at most ${MAX_TOPIC} characters`)
  return topic
}

/** Where nobody has to name one. */
const NO_TOPIC = '(no topic)'

/** @returns the topic of a new message @throws {ApiError} for a name that no topic can have */
export async function readTopic(db: ReadDb, text: string | undefined): Promise<string> {
  const isMissing = (text ?? '').trim() === ''
  return isMissing && !(await readRealmSettings(db)).mandatory_topics ? NO_TOPIC : checkTopic(text)
}
