import type { ReadDb } from '../../db/database.ts'
import type { Entry } from '../../delivery/event-log.ts'
import type { Fill } from '../../delivery/queues.ts'
import { fillUpdates, findMessages, readMessageDetails, toWireFlags, toWireMessage } from '../messages/index.ts'

type Filled = Record<string, unknown> | undefined

/** Events about messages are references: what they say is read now, with the access of now. */
export function createFill(db: ReadDb): Fill {
  return async (entries, queue) => {
    const reader = queue.reader.id
    const filled = new Map<Entry, Filled>([
      ...(await fillMessages(db, reader, entries, queue.options.applyMarkdown)),
      ...(await fillUpdateEntries(db, reader, entries)),
      ...(await fillUnreadMarks(db, reader, entries)),
    ])
    return entries.map((entry) => {
      const event = filled.has(entry) ? filled.get(entry) : entry.event.payload
      return event ? { type: entry.event.type, ...event } : undefined
    })
  }
}

async function fillMessages(
  db: ReadDb,
  reader: number,
  entries: readonly Entry[],
  applyMarkdown: boolean,
): Promise<[Entry, Filled][]> {
  const sent = entries.filter(({ event }) => event.type === 'message')
  if (sent.length === 0) return []
  const rows = await findMessages(
    db,
    reader,
    sent.map(({ event }) => event.message_id ?? 0),
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return sent.map((entry) => {
    const row = byId.get(entry.event.message_id ?? 0)
    return [entry, row && { message: toWireMessage(row, applyMarkdown), flags: toWireFlags(row) }]
  })
}

async function fillUpdateEntries(db: ReadDb, reader: number, entries: readonly Entry[]): Promise<[Entry, Filled][]> {
  const updates = entries.filter(({ event }) => event.type === 'update_message')
  if (updates.length === 0) return []
  const filled = await fillUpdates(
    db,
    reader,
    updates.map(({ event }) => event.payload ?? {}),
  )
  return updates.map((entry, i) => [entry, filled[i]])
}

async function fillUnreadMarks(db: ReadDb, reader: number, entries: readonly Entry[]): Promise<[Entry, Filled][]> {
  const filled: [Entry, Filled][] = []
  for (const entry of entries) {
    const { type, payload } = entry.event
    if (type !== 'update_message_flags' || payload?.['op'] !== 'remove' || payload['flag'] !== 'read') continue
    const details = await readMessageDetails(db, reader, payload['messages'] as number[])
    filled.push([entry, { ...payload, message_details: details }])
  }
  return filled
}
