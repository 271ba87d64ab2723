import { ApiError } from '../../contract/errors.ts'
import type { Database, ReadDb } from '../../db/database.ts'
import { transact } from '../../db/transaction.ts'
import type { Core } from '../../delivery/core.ts'
import type { Auth, PreparedPassword } from '../auth/index.ts'
import { insertUser, type NewUser } from '../users/index.ts'

export interface Organization {
  readonly name: string
  readonly description: string
  readonly epoch: number
}

export async function findOrganization(db: ReadDb): Promise<Organization | undefined> {
  const [row] = await db.query<Organization>('select name, description, epoch from organization')
  return row
}

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

/** The organization's secret key as this node's master key wraps it; undefined before the first start. */
export async function findWrappedKey(db: ReadDb, node: string): Promise<Buffer | undefined> {
  const [row] = await db.query<{ wrapped: Buffer }>('select wrapped from organization_key where node = $1', [node])
  return row?.wrapped
}

export async function storeWrappedKey(db: Database, node: string, wrapped: Buffer): Promise<void> {
  await db.query('insert into organization_key (node, wrapped) values ($1, $2)', [node, wrapped])
}
