import { z } from 'zod'
import { endpoint, json } from '../endpoint.ts'

export const MAX_SCHEDULED = 500

const id = z.int32().positive()
/** A channel's id, or those of people. */
const to = json(z.union([id, z.array(id).min(1).max(200)]))
const type = z.enum(['direct', 'private', 'stream', 'channel'])
/** Seconds since 1970, up to the year 9999. */
const time = json(z.int().min(0).max(253_402_300_799))
const one = { scheduled_message_id: json(id) }

export const getScheduledMessages = endpoint({
  operation: 'get-scheduled-messages',
  method: 'GET',
  path: '/scheduled_messages',
  access: 'user',
  params: {},
})

export const createScheduledMessage = endpoint({
  operation: 'create-scheduled-message',
  method: 'POST',
  path: '/scheduled_messages',
  access: 'user',
  params: {
    type,
    to,
    content: z.string(),
    topic: z.string().optional(),
    scheduled_delivery_timestamp: time,
    read_by_sender: json(z.boolean()).optional(),
  },
})

/** What is absent stays. */
export const updateScheduledMessage = endpoint({
  operation: 'update-scheduled-message',
  method: 'PATCH',
  path: '/scheduled_messages/:scheduled_message_id',
  access: 'user',
  params: {
    ...one,
    type: type.optional(),
    to: to.optional(),
    content: z.string().optional(),
    topic: z.string().optional(),
    scheduled_delivery_timestamp: time.optional(),
  },
})

export const deleteScheduledMessage = endpoint({
  operation: 'delete-scheduled-message',
  method: 'DELETE',
  path: '/scheduled_messages/:scheduled_message_id',
  access: 'user',
  params: one,
})
