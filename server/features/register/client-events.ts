import type { Entry, EventLog } from '../../delivery/event-log.ts'
import { Frame } from '../../delivery/frame.ts'
import type { Fill, Queue, QueueOptions } from '../../delivery/queues.ts'
import type { Client } from './client.ts'
import { matchesNarrow, type QueueNarrow } from './queue-narrow.ts'

/** What is kept of a registration; queues of before an update may have less. */
export interface ClientOptions extends QueueOptions {
  readonly client: Client
  readonly narrow: QueueNarrow
}

type Payload = Readonly<Record<string, unknown>>
/** An event as a client is to see it: the same object when nothing differs, undefined when it is not to see it. */
type Look = (payload: Payload, queue: Queue) => Payload | undefined

const LOOKS: Readonly<Record<string, Look>> = {
  delete_message: (payload, queue) => {
    const ids = payload['message_ids'] as number[]
    if (can(queue, 'bulk_message_deletion') || ids.length > 1) return payload
    const { message_ids, ...rest } = payload
    return { ...rest, message_id: ids[0] }
  },
  // Who names the newer type does not get the older.
  muted_topics: (payload, queue) => (queue.options.eventTypes?.includes('user_topic') ? undefined : payload),
  presence: (payload, queue) => {
    if (optionsOf(queue).client?.slimPresence !== true) return payload
    const { email, ...slim } = payload
    return slim
  },
  realm_linkifiers: (payload, queue) => (can(queue, 'linkifier_url_template') ? payload : undefined),
  typing: (payload, queue) => {
    if ((payload['sender'] as { user_id: number }).user_id === queue.reader.id) return undefined
    return payload['message_type'] === 'direct' || can(queue, 'stream_typing_notifications') ? payload : undefined
  },
  update_display_settings: unlessModern,
  update_global_notifications: unlessModern,
  user_group: (payload, queue) => {
    const data = payload['data'] as { deactivated?: boolean } | undefined
    if (!data?.deactivated || can(queue, 'include_deactivated_groups')) return payload
    return { op: 'remove', group_id: payload['group_id'] }
  },
}

/** Whoever knows the settings as one object is told by `user_settings` alone. */
function unlessModern(payload: Payload, queue: Queue): Payload | undefined {
  return can(queue, 'user_settings_object') ? undefined : payload
}

/** Makes of `fill` one that also respects what clients said of themselves at /register, and of their messages. */
export function forClients({ localIds }: Pick<EventLog, 'localIds'>, fill: Fill): Fill {
  const passes = (frame: Frame | undefined, { event }: Entry, queue: Queue) => {
    if (!frame || event.type !== 'message') return frame
    const narrow = optionsOf(queue).narrow ?? []
    if (narrow.length > 0 && !matchesNarrow(frame.text, narrow)) return undefined
    const localId = localIds.find(event.message_id, queue.id)
    return localId === undefined ? frame : frame.with('local_message_id', localId)
  }
  return {
    prepare: (entries) => fill.prepare(entries),
    now(entry, queue) {
      const { type, payload } = entry.event
      const look = payload ? LOOKS[type]?.(payload, queue) : undefined
      // Nothing to see: whoever asks then reads, and finds nothing either.
      if (payload && type in LOOKS && !look) return undefined
      if (look && look !== payload) return Frame.of(type, look, entry.seq)
      return passes(fill.now(entry, queue), entry, queue)
    },
    async read(entries, queue) {
      const frames = await fill.read(entries, queue)
      return frames.map((frame, i) => {
        const entry = entries[i]
        return entry && passes(frame, entry, queue)
      })
    },
  }
}

function optionsOf(queue: Queue): Partial<ClientOptions> {
  return queue.options
}

function can(queue: Queue, capability: string): boolean {
  return optionsOf(queue).client?.capabilities[capability] === true
}
