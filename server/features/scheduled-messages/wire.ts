import type { ScheduledRow } from './repository.ts'

/** As https://zulip.com/api/get-scheduled-messages shows one. */
export function toWireScheduled(row: ScheduledRow): Record<string, unknown> {
  const place =
    row.topic === null
      ? { type: 'private', to: row.recipients }
      : { type: 'stream', to: row.recipients[0], topic: row.topic }
  return {
    scheduled_message_id: row.id,
    ...place,
    content: row.content,
    rendered_content: row.rendered,
    scheduled_delivery_timestamp: row.deliver_at,
    failed: row.failed,
  }
}
