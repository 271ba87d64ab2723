import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'
import type { Send } from '../../db/writer.ts'
import type { Core } from '../../delivery/core.ts'
import { readRealmSettings } from '../realm-settings/index.ts'

const MAX_LENGTH = 10_000
const MAX_TOPIC = 60

/** What a message's text makes of it, the same whether it is sent or edited. */
export type Composed = Pick<
  Send,
  'content' | 'rendered' | 'wildcard' | 'called' | 'mentions' | 'groups' | 'alerts' | 'link' | 'image' | 'attachment'
>

/** @param author whose text it is; undefined: the host's @throws {ApiError} for a text that cannot be sent */
export async function compose(
  core: Pick<Core, 'render'>,
  text: string,
  isStream: boolean,
  author: number | undefined,
): Promise<Composed> {
  const content = text.replaceAll('\0', '').trimEnd()
  if (content === '') throw new ApiError('BAD_REQUEST', 'Message must not be empty')
  if (content.length > MAX_LENGTH) {
    throw new ApiError('BAD_REQUEST', `Message is too long: at most ${MAX_LENGTH} characters`)
  }
  const rendered = await core.render(content, author)
  return {
    content,
    rendered: rendered.html,
    wildcard: !isStream ? 0 : rendered.mentionsStream ? 1 : rendered.mentionsTopic ? 2 : 0,
    mentions: rendered.users,
    groups: rendered.groups,
    link: rendered.hasLink,
    image: rendered.hasImage,
    // Whether there is such a file, and the author may share it, the database finds out.
    attachment: content.includes('/user_uploads/'),
  }
}

/** Where nobody has to name one. */
const NO_TOPIC = '(no topic)'

/** @returns the topic of a new message @throws {ApiError} for a name that no topic can have */
export function readTopic(db: ReadDb, text: string | undefined): Promise<string> {
  return checkTopic(db, (text ?? '').trim() || NO_TOPIC)
}

/** @returns the topic that messages are moved to @throws {ApiError} for a name that no topic can have */
export async function checkTopic(db: ReadDb, text: string): Promise<string> {
  const topic = text.trim()
  if ((topic === '' || topic === NO_TOPIC) && (await readRealmSettings(db)).mandatory_topics) {
    throw new ApiError('BAD_REQUEST', 'Topics are required in this organization.')
  }
  if (topic === '') throw new ApiError('BAD_REQUEST', "Topic can't be empty!")
  if (topic.length > MAX_TOPIC) throw new ApiError('BAD_REQUEST', `Topic is too long: at most ${MAX_TOPIC} characters`)
  return topic
}
