import type { Run } from '../run.ts'
import { channel, say } from './steps.ts'

/** Mentions of everybody are free where few are disturbed. */
const MANY = 16
const PASSWORD = 'a long enough password'

export async function playWildcards(run: Run): Promise<void> {
  const crowd = Array.from({ length: MANY }, (_, i) => `crowd${i}`)
  for (const name of crowd) {
    const email = `${name}@acme.test`
    await run.ok('create-user', 'owner', { email, password: PASSWORD, full_name: name })
    await run.login(name, PASSWORD, email)
  }
  const stream = await channel(run, 'Piazza', ['owner', 'member', ...crowd])
  for (const name of crowd) await say(run, name, stream, 'chatter', 'hello')
  await say(run, 'owner', stream, 'chatter', '@**all** and @**topic**')
  const plain = { type: 'channel', to: stream, topic: 'chatter' }
  await run.refused('send-message', 'member', { ...plain, content: '@**all**' }, 3)
  await run.refused('send-message', 'member', { ...plain, content: '@**topic**' }, 4)
  const message_id = await say(run, 'member', stream, 'chatter', 'harmless')
  await run.refused('update-message', 'member', { message_id, content: '@**all**' }, 3)
  await run.refused('update-message', 'member', { message_id, content: '@**topic**' }, 4)
}
