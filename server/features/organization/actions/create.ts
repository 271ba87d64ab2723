import { ApiError } from '../../../contract/errors.ts'
import { transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import type { Auth, PreparedPassword } from '../../auth/index.ts'
import { insertUser, type NewUser } from '../../users/index.ts'

/** One of the first people; the password may be hashed already, as the first-run wizard keeps it. */
export type Founder = Omit<NewUser, 'password'> & { readonly password: string | PreparedPassword }

/** Creates the organization with its people, the owner first: all or nothing. */
export async function doCreateOrganization(
  core: Core,
  auth: Auth,
  name: string,
  people: readonly Founder[],
): Promise<void> {
  const prepared: { user: Founder; password: PreparedPassword }[] = []
  for (const user of people) {
    const { password: given, email, fullName } = user
    const owner = { name: email, known: [fullName, email, name] }
    prepared.push({ user, password: typeof given === 'string' ? await auth.preparePassword(given, owner) : given })
  }
  await transact(core.db, core.log, async (tx) => {
    const created = await tx.query(
      'insert into organization (id, name) values (1, $1) on conflict do nothing returning id',
      [name],
    )
    if (created.length === 0) throw new ApiError('BAD_REQUEST', 'This data folder has an organization already')
    for (const { user, password } of prepared) await insertUser(tx, auth, user, password)
  })
}
