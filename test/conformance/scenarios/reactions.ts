import type { Run } from '../run.ts'
import { channel, say } from './steps.ts'

const OCTOPUS = { emoji_name: 'octopus', emoji_code: '1f419', reaction_type: 'unicode_emoji' }

export async function playReactions(run: Run): Promise<void> {
  const stream = await channel(run, 'Genoa', ['owner', 'member', 'other', 'guest'])
  const message_id = await say(run, 'member', stream, 'feelings', 'react to this')
  await run.ok('add-reaction', 'other', { message_id, ...OCTOPUS })
  await run.ok('add-reaction', 'guest', { message_id, emoji_name: 'car' })
  await run.ok('get-messages', 'member', { anchor: String(message_id), num_before: 0, num_after: 1 })
  const wrong = { message_id, ...OCTOPUS, emoji_code: 'nonsense' }
  await run.refused('add-reaction', 'other', wrong, 1)
  await run.refused('add-reaction', 'other', { message_id, ...OCTOPUS }, 2)
  await run.ok('remove-reaction', 'other', { message_id, ...OCTOPUS })
  await run.ok('remove-reaction', 'guest', { message_id, emoji_name: 'car' })
  await run.refused('remove-reaction', 'other', wrong, 1)
  await run.refused('remove-reaction', 'other', { message_id, ...OCTOPUS }, 2)
  const poll = { widget_type: 'poll', extra_data: { question: 'Lunch?', options: ['Pizza'] } }
  const sent = await run.raw('POST', '/messages', 'member', {
    type: 'channel',
    to: stream,
    topic: 'feelings',
    content: '/poll Lunch?\nPizza',
    widget_content: JSON.stringify(poll),
  })
  const content = JSON.stringify({ type: 'vote', key: 'canned,0', vote: 1 })
  await run.raw('POST', '/submessage', 'other', { message_id: sent['id'], msg_type: 'widget', content })
  await run.ok('get-messages', 'member', { anchor: 'newest', num_before: 1, num_after: 0 })
}
