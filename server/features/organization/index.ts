import type { Database, ReadDb } from '../../db/database.ts'

export { doReactivateRealm } from './actions/closure.ts'
export { doCreateOrganization, type Founder } from './actions/create.ts'
export { type ClosureState, guardClosure, readClosure } from './closure.ts'
export { findDomains } from './domains.ts'
export { mountOrganization } from './routes.ts'
export { mountServerSettings } from './server-settings.ts'
export { readRealmState } from './state.ts'

export interface Organization {
  readonly name: string
  readonly description: string
  readonly epoch: number
}

export async function findOrganization(db: ReadDb): Promise<Organization | undefined> {
  const [row] = await db.query<Organization>('select name, description, epoch from organization')
  return row
}

/** The organization's secret key as this node's master key wraps it; undefined before the first start. */
export async function findWrappedKey(db: ReadDb, node: string): Promise<Buffer | undefined> {
  const [row] = await db.query<{ wrapped: Buffer }>('select wrapped from organization_key where node = $1', [node])
  return row?.wrapped
}

export async function storeWrappedKey(db: Database, node: string, wrapped: Buffer): Promise<void> {
  await db.query('insert into organization_key (node, wrapped) values ($1, $2)', [node, wrapped])
}
