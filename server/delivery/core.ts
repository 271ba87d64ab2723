import type { Database, ReadDb } from '../db/database.ts'
import type { Writer } from '../db/writer.ts'
import type { Rendered, TopicLink } from '../markdown/index.ts'
import type { EventLog } from './event-log.ts'

/**
 * A text as it is shown. The author decides which streams may be linked, and whether emoticons are translated.
 * @param author undefined: the host itself
 */
export type Render = (text: string, author: number | undefined) => Promise<Rendered>

/** What is linked in the name of a topic, of those that were asked for. */
export type TopicLinks = (topic: string) => readonly TopicLink[]

/** What showing messages needs. */
export interface ReadCore {
  readonly db: ReadDb
  /** By the rules of now. Asked for before an answer is made; null: the topic of a direct message. */
  readonly readTopicLinks: (topics: Iterable<string | null>) => Promise<TopicLinks>
}

/** What every action of the chat works with. */
export interface Core extends ReadCore {
  readonly db: Database
  readonly writer: Writer
  readonly log: EventLog
  readonly render: Render
}
