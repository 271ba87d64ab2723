import type { Database } from '../db/database.ts'
import type { Writer } from '../db/writer.ts'
import type { EventLog } from './event-log.ts'

/** What every action of the chat works with. */
export interface Core {
  readonly db: Database
  readonly writer: Writer
  readonly log: EventLog
}
