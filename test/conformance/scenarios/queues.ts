import type { Run } from '../run.ts'
import { NOBODY } from './steps.ts'

/** Registering, polling and giving up queues; what is told to who has not logged in. */
export async function playQueues(run: Run): Promise<void> {
  await run.ok('get-server-settings', NOBODY)
  await run.ok('get-server-settings', 'member')
  const { queue_id, last_event_id } = await run.ok(
    'register-queue',
    'member',
    {
      apply_markdown: true,
      client_gravatar: true,
      include_subscribers: true,
      slim_presence: true,
      presence_history_limit_days: 30,
      event_types: ['message', 'reaction'],
      fetch_event_types: ['subscription', 'realm_user', 'presence'],
      all_public_streams: true,
      narrow: [['channel', 'Verona']],
    },
    { remark: false },
  )
  await run.ok('get-events', 'member', { queue_id, last_event_id, dont_block: true })
  await run.refused('delete-queue', 'other', { queue_id })
  await run.ok('delete-queue', 'member', { queue_id })
  await run.refused('get-events', 'member', { queue_id, last_event_id, dont_block: true })
}
