import type { Run } from '../run.ts'
import { channel, idOf, listOf } from './steps.ts'

const PASSWORD = 'a long enough password'
const GUEST = 600

/** A guest who may only see whom they share a channel with, and then shares none. */
export async function playAccess(run: Run): Promise<void> {
  for (const name of ['visitor', 'stranger']) {
    const email = `${name}@acme.test`
    await run.ok('create-user', 'owner', { email, password: PASSWORD, full_name: name })
    await run.login(name, PASSWORD, email)
  }
  await run.ok('update-user', 'owner', { user_id: run.idOf('visitor'), role: GUEST })
  await channel(run, 'Reception', ['visitor', 'stranger'])
  await run.listen('visitor')
  const groups = listOf(await run.ok('get-user-groups', 'owner'), 'user_groups')
  const group = (role: string) => ({ new: idOf(groups, ({ name }) => name === role) })
  await run.raw('PATCH', '/realm', 'owner', { can_access_all_users_group: group('role:members') })
  await run.ok('get-users', 'visitor')
  const visitor = { subscriptions: ['Reception'], principals: [run.idOf('visitor')] }
  await run.ok('unsubscribe', 'owner', visitor)
  await run.ok('get-users', 'visitor')
  await run.raw('PATCH', '/realm', 'owner', { can_access_all_users_group: group('role:everyone') })
}
