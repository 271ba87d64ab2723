import type { Run } from '../run.ts'
import { channel, say } from './steps.ts'

const LIMIT = 'move_messages_within_stream_limit_seconds'
const A_WEEK = 7 * 24 * 3600

/** Messages that go to other topics and channels, and the limit to that. */
export async function playMoves(run: Run): Promise<void> {
  const from = await channel(run, 'Milan', ['owner', 'admin', 'member', 'guest'])
  const to = await channel(run, 'Turin', ['owner', 'member', 'other'])
  const message_id = await say(run, 'member', from, 'wandering', 'one')
  await say(run, 'other', from, 'wandering', 'two')
  await say(run, 'member', from, 'wandering', 'three')
  const notices = { send_notification_to_old_thread: true, send_notification_to_new_thread: true }
  const topic = 'roaming https://acme.example/map'
  await run.ok('update-message', 'owner', { message_id, topic, propagate_mode: 'change_all', ...notices })
  await run.ok('update-message', 'owner', { message_id, stream_id: to, propagate_mode: 'change_later', ...notices })
  await run.ok('get-messages', 'member', { anchor: 'newest', num_before: 10, num_after: 0 })
  await run.ok('get-message-history', 'member', { message_id })

  const old = await say(run, 'member', from, 'aging', 'old')
  await run.raw('PATCH', '/realm', 'owner', { [LIMIT]: 2 })
  await run.pass(3)
  const young = await say(run, 'member', from, 'aging', 'young')
  const all = { topic: 'aged', propagate_mode: 'change_all' }
  await run.refused('update-message', 'member', { message_id: young, ...all }, 2)
  await run.raw('PATCH', '/realm', 'owner', { [LIMIT]: A_WEEK })
  await run.ok('update-message', 'member', { message_id: old, ...all })
}
