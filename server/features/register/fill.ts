import type { ReadDb } from '../../db/database.ts'
import type { ReadCore } from '../../delivery/core.ts'
import type { Entry } from '../../delivery/event-log.ts'
import { Frame } from '../../delivery/frame.ts'
import type { Fill } from '../../delivery/queues.ts'
import type { Secrets } from '../auth/index.ts'
import { fillUpdates, findMessages, readMessageDetails, toWireFlags, toWireMessage } from '../messages/index.ts'
import { fillBotEvent, findVisibleUsers, lacksSecrets, toWireUser } from '../users/index.ts'
import { NewMessages } from './new-messages.ts'

type Viewer = Parameters<typeof toWireUser>[1]
type Fields = Readonly<Record<string, unknown>> | undefined | null

/** Events about messages are references: what they say is read when they are delivered, with the access of then. */
export function createFill(core: ReadCore, secrets: Secrets): Fill {
  const { db } = core
  const newMessages = new NewMessages(core)
  return {
    prepare: (entries) => newMessages.prepare(entries),
    now(entry, queue) {
      if (entry.event.type === 'message') return newMessages.frame(entry, queue)
      if (!entry.frame && !differsByReader(entry)) entry.frame = toFrame(entry, entry.event.payload)
      return entry.frame
    },
    async read(entries, queue) {
      const reader = queue.reader.id
      const filled = new Map<Entry, Fields>([
        ...(await fillMessages(core, reader, entries, queue.options.applyMarkdown)),
        ...(await fillUpdateEntries(core, reader, entries)),
        ...(await fillUnreadMarks(db, reader, entries)),
        ...(await fillBots(db, secrets, reader, entries)),
        ...(await fillSights(db, queue.reader, entries)),
      ])
      return entries.map((entry) => {
        const fields = filled.get(entry)
        return fields ? toFrame(entry, fields) : undefined
      })
    },
  }
}

function toFrame({ event, seq }: Entry, fields: Fields): Frame {
  return Frame.of(event.type, fields ?? {}, seq)
}

function differsByReader(entry: Entry): boolean {
  return entry.event.type === 'update_message' || isUnreadMark(entry) || isBotWithSecrets(entry) || isSight(entry)
}

function isUnreadMark({ event: { type, payload } }: Entry): boolean {
  return type === 'update_message_flags' && payload?.['op'] === 'remove' && payload['flag'] === 'read'
}

function isBotWithSecrets({ event: { type, payload } }: Entry): boolean {
  return type === 'realm_bot' && lacksSecrets(payload)
}

/** Somebody comes into a guest's sight: the event names them, and no more. */
function isSight({ event: { type, payload } }: Entry): boolean {
  return type === 'realm_user' && payload?.['op'] === 'add' && !('full_name' in (payload['person'] as object))
}

async function fillSights(db: ReadDb, reader: Viewer, entries: readonly Entry[]): Promise<[Entry, Fields][]> {
  const filled: [Entry, Fields][] = []
  for (const entry of entries.filter(isSight)) {
    const person = entry.event.payload?.['person'] as { user_id: number } | undefined
    const [user] = await findVisibleUsers(db, reader.id, person?.user_id)
    filled.push([entry, user && { op: 'add', person: toWireUser(user, reader) }])
  }
  return filled
}

async function fillBots(
  db: ReadDb,
  secrets: Secrets,
  reader: number,
  entries: readonly Entry[],
): Promise<[Entry, Fields][]> {
  const filled: [Entry, Fields][] = []
  for (const entry of entries.filter(isBotWithSecrets)) {
    filled.push([entry, await fillBotEvent(db, secrets, reader, entry.event.payload ?? {})])
  }
  return filled
}

async function fillMessages(
  core: ReadCore,
  reader: number,
  entries: readonly Entry[],
  applyMarkdown: boolean,
): Promise<[Entry, Fields][]> {
  const sent = entries.filter(({ event }) => event.type === 'message')
  if (sent.length === 0) return []
  const rows = await findMessages(
    core.db,
    reader,
    sent.map(({ event }) => event.message_id ?? 0),
  )
  const linksOf = await core.readTopicLinks(rows.map((row) => row.subject))
  const byId = new Map(rows.map((row) => [row.id, row]))
  return sent.map((entry) => {
    const row = byId.get(entry.event.message_id ?? 0)
    return [entry, row && { message: toWireMessage(row, applyMarkdown, linksOf), flags: toWireFlags(row) }]
  })
}

async function fillUpdateEntries(
  core: ReadCore,
  reader: number,
  entries: readonly Entry[],
): Promise<[Entry, Fields][]> {
  const updates = entries.filter(({ event }) => event.type === 'update_message')
  if (updates.length === 0) return []
  const filled = await fillUpdates(
    core,
    reader,
    updates.map(({ event }) => event.payload ?? {}),
  )
  return updates.map((entry, i) => [entry, filled[i]])
}

async function fillUnreadMarks(db: ReadDb, reader: number, entries: readonly Entry[]): Promise<[Entry, Fields][]> {
  const filled: [Entry, Fields][] = []
  for (const entry of entries) {
    if (!isUnreadMark(entry)) continue
    const { payload } = entry.event
    const marked = payload?.['messages'] as number[]
    const details = await readMessageDetails(db, reader, marked)
    const messages = marked.filter((id) => id in details)
    filled.push([entry, messages.length === 0 ? undefined : { ...payload, messages, message_details: details }])
  }
  return filled
}
