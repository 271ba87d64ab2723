import type { ControlDb } from './open-database.ts'

interface HighWater {
  readonly messageId: number
  readonly eventId: number
}

export interface HighWaterMarks {
  highWater(): HighWater
  /**
   * Raises the marks; a lower value changes nothing. Durable on return and so costs one fsync on the
   * event loop: call it for ids reserved in blocks and at the end, not for every message.
   */
  raiseHighWater(marks: Partial<HighWater>): void
}

export function createHighWaterMarks(db: ControlDb): HighWaterMarks {
  const select = db.prepare<[], HighWater>('select message_id as messageId, event_id as eventId from high_water')
  const raise = db.prepare(
    'update high_water set message_id = max(message_id, :messageId), event_id = max(event_id, :eventId)',
  )
  return {
    highWater: () => select.get() ?? { messageId: 0, eventId: 0 },
    raiseHighWater: ({ messageId = 0, eventId = 0 }) => void raise.run({ messageId, eventId }),
  }
}
