import type { Run } from '../run.ts'
import { NO_ID } from './steps.ts'

const EMAIL = 'newcomer@acme.test'
const PASSWORD = 'a long enough password'

export async function playPeople(run: Run): Promise<void> {
  await look(run)
  await mute(run)
  await comeAndGo(run)
}

async function look(run: Run): Promise<void> {
  for (const actor of ['owner', 'moderator', 'member', 'guest']) {
    await run.ok('get-own-user', actor)
    await run.ok('get-users', actor, { client_gravatar: false, include_custom_profile_fields: true })
    await run.ok('get-user', actor, { user_id: run.idOf(actor) })
  }
  const more = { client_gravatar: false, include_custom_profile_fields: true }
  await run.ok('get-user', 'member', { user_id: run.idOf('owner'), ...more })
  await run.ok('get-user-by-email', 'member', { email: 'owner@acme.test', ...more })
}

async function mute(run: Run): Promise<void> {
  const other = { muted_user_id: run.idOf('other') }
  await run.ok('mute-user', 'member', other)
  await run.refused('mute-user', 'member', { muted_user_id: run.idOf('member') }, 1)
  await run.refused('mute-user', 'member', { muted_user_id: NO_ID }, 2)
  await run.refused('mute-user', 'member', other, 3)
  await run.ok('unmute-user', 'member', other)
  await run.refused('unmute-user', 'member', { muted_user_id: NO_ID }, 1)
  await run.refused('unmute-user', 'member', other, 2)
}

async function comeAndGo(run: Run): Promise<void> {
  const account = { email: EMAIL, password: PASSWORD, full_name: 'New Comer' }
  const made = await run.ok('create-user', 'owner', account)
  await run.refused('create-user', 'owner', account)
  const user_id = made['user_id']
  await run.login('newcomer', PASSWORD, EMAIL)
  await run.ok('update-user', 'admin', { user_id, full_name: 'Newer Comer' })
  await run.ok('update-user', 'owner', { user_id, role: 300 })
  await run.ok('update-user', 'admin', { user_id, role: 600 })
  await run.ok('update-user-by-email', 'admin', { email: EMAIL, full_name: 'Newest Comer', role: 400 })
  // The file's example is of a rule that no server has any more; this is the one of its kind.
  await run.refused('update-user', 'owner', { user_id: run.idOf('owner'), role: 400 })
  await run.refused('update-user-by-email', 'owner', { email: 'owner@acme.test', role: 400 })
  await run.ok('deactivate-user', 'admin', { user_id, deactivation_notification_comment: 'Farewell!' })
  await run.refused('deactivate-user', 'owner', { user_id: run.idOf('owner') })
  await run.ok('reactivate-user', 'admin', { user_id })
  const { email } = await run.ok('create-user', 'owner', { ...account, email: 'leaver@acme.test' })
  run.expect('create-user', email === undefined, 'answers an email')
  await run.login('leaver', PASSWORD, 'leaver@acme.test')
  await run.ok('deactivate-own-user', 'leaver')
  await run.refused('deactivate-own-user', 'owner')
}
