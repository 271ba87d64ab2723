import type { Run } from '../run.ts'
import { channel, NO_ID } from './steps.ts'

/** Presence, typing and what people say about themselves. */
export async function playStatus(run: Run): Promise<void> {
  await presence(run)
  await typing(run)
  await run.ok('update-status', 'member', {
    status_text: 'on vacation',
    emoji_name: 'car',
    emoji_code: '1f697',
    reaction_type: 'unicode_emoji',
  })
  await run.ok('update-status', 'other', { away: true })
  await run.ok('update-status', 'other', { away: false, status_text: 'back' })
  await run.ok('get-user-status', 'guest', { user_id: run.idOf('member') })
  await run.ok('get-user-status', 'member', { user_id: run.idOf('admin') })
  await run.ok('update-status', 'member', { status_text: '', emoji_name: '' })
  const refused = (params: object, number: number) => run.refused('update-status', 'member', { ...params }, number)
  await refused({}, 1)
  await refused({ status_text: 'x'.repeat(61) }, 2)
  await refused({ emoji_code: '1f697', reaction_type: 'unicode_emoji' }, 3)
  await refused({ emoji_name: 'invalid' }, 4)
  await refused({ emoji_name: 'octopus', emoji_code: '1f697', reaction_type: 'unicode_emoji' }, 5)
  await refused({ emoji_name: 'octopus', emoji_code: String(NO_ID), reaction_type: 'realm_emoji' }, 6)
  await run.refused('get-user-status', 'member', { user_id: NO_ID })
}

async function presence(run: Run): Promise<void> {
  const part = { remark: false }
  await run.ok('update-presence', 'member', { status: 'active', new_user_input: true })
  await run.ok('update-presence', 'other', { status: 'idle', ping_only: true }, part)
  await run.ok('update-presence', 'guest', {
    status: 'active',
    slim_presence: true,
    last_update_id: -1,
    history_limit_days: 10,
  })
  await run.ok('get-presence', 'member')
  await run.ok('get-user-presence', 'other', { user_id_or_email: 'member@acme.test' })
  await run.ok('get-user-presence', 'other', { user_id_or_email: run.idOf('member') })
}

async function typing(run: Run): Promise<void> {
  const stream_id = await channel(run, 'Typists', ['member', 'other'])
  for (const op of ['start', 'stop']) {
    await run.ok('set-typing-status', 'member', { op, to: [run.idOf('other'), run.idOf('guest')] })
    await run.ok('set-typing-status', 'other', { type: 'direct', op, to: [run.idOf('member')] })
    await run.ok('set-typing-status', 'member', { type: 'stream', op, stream_id, topic: 'keys' })
  }
  await run.refused('set-typing-status', 'member', { type: 'stream', op: 'start', topic: 'keys' })
}
