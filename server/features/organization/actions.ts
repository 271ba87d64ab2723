import { ApiError } from '../../contract/errors.ts'
import { transact } from '../../db/transaction.ts'
import type { Core } from '../../delivery/core.ts'
import type { Auth, PreparedPassword } from '../auth/index.ts'
import { insertUser, type NewUser } from '../users/index.ts'

/** Creates the organization with its people, the owner first: all or nothing. */
export async function doCreateOrganization(
  core: Core,
  auth: Auth,
  name: string,
  people: readonly NewUser[],
): Promise<void> {
  const prepared: { user: NewUser; password: PreparedPassword }[] = []
  for (const user of people) prepared.push({ user, password: await auth.preparePassword(user.password) })
  await transact(core.db, core.log, async (tx) => {
    const created = await tx.query(
      'insert into organization (id, name) values (1, $1) on conflict do nothing returning id',
      [name],
    )
    if (created.length === 0) throw new ApiError('BAD_REQUEST', 'This data folder has an organization already')
    for (const { user, password } of prepared) await insertUser(tx, auth, user, password)
  })
}
