import type { Run } from '../run.ts'
import { channel } from './steps.ts'

const GENERIC = 1
const OUTGOING = 3

/** Bots: how they are made is in no documentation, what they may do and what others are told of them is. */
export async function playBots(run: Run): Promise<void> {
  const bot = { full_name: 'Robot', short_name: 'robot', bot_type: GENERIC }
  const made = await run.raw('POST', '/bots', 'member', bot)
  const id = Number(made['user_id'])
  if (Number.isNaN(id)) return
  const { user } = await run.ok('get-user', 'owner', { user_id: id })
  run.enlist('bot', id, (user as { email?: string } | undefined)?.email ?? '', String(made['api_key']))
  await run.listen('bot')
  await act(run, id)
  await run.raw('POST', '/bots', 'member', {
    ...bot,
    full_name: 'Hook',
    short_name: 'hook',
    bot_type: OUTGOING,
    payload_url: JSON.stringify('https://bots.acme.test'),
    interface_type: 1,
  })
  await run.raw('PATCH', `/bots/${id}`, 'member', { full_name: 'Robota' })
  await run.raw('PATCH', `/bots/${id}`, 'owner', { bot_owner_id: run.idOf('owner') })
  await run.raw('POST', `/bots/${id}/api_key/regenerate`, 'owner')
  await run.raw('DELETE', `/bots/${id}`, 'owner')
  await run.ok('reactivate-user', 'owner', { user_id: id })
}

async function act(run: Run, id: number): Promise<void> {
  const stream = await channel(run, 'Robots', ['owner', 'member', 'guest'])
  await run.ok('subscribe', 'owner', { subscriptions: [{ name: 'Robots' }], principals: [id] })
  await run.ok('get-own-user', 'bot')
  await run.ok('get-users', 'bot')
  await run.ok('send-message', 'bot', { type: 'channel', to: stream, topic: 'work', content: 'I work' })
  await run.ok('get-messages', 'bot', { anchor: 'newest', num_before: 5, num_after: 0 })
}
