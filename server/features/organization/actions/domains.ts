import { ApiError } from '../../../contract/errors.ts'
import { transact } from '../../../db/transaction.ts'
import type { Core } from '../../../delivery/core.ts'
import { type Domain, findDomains } from '../domains.ts'
import { emitToAll } from './events.ts'

/** @throws {ApiError} when it is there already */
export async function doAddDomain(core: Core, realmDomain: Domain): Promise<void> {
  const { domain, allow_subdomains } = realmDomain
  await transact(core.db, core.log, async (tx) => {
    const rows = await tx.query(
      'insert into realm_domain (domain, allow_subdomains) values ($1, $2) on conflict do nothing returning domain',
      [domain, allow_subdomains],
    )
    if (rows.length === 0) {
      throw new ApiError('BAD_REQUEST', `The domain ${domain} is already a part of your organization.`)
    }
    emitToAll(tx, 'realm_domains', { op: 'add', realm_domain: { domain, allow_subdomains } })
  })
}

/** @throws {ApiError} when there is no such domain */
export async function doChangeDomain(core: Core, realmDomain: Domain): Promise<void> {
  const { domain, allow_subdomains } = realmDomain
  await transact(core.db, core.log, async (tx) => {
    const rows = await tx.query('update realm_domain set allow_subdomains = $2 where domain = $1 returning domain', [
      domain,
      allow_subdomains,
    ])
    if (rows.length === 0) throw noSuchDomain(domain)
    emitToAll(tx, 'realm_domains', { op: 'change', realm_domain: { domain, allow_subdomains } })
  })
}

/**
 * With the last domain the restriction to domains ends: it would keep everybody out.
 * @throws {ApiError} when there is no such domain
 */
export async function doRemoveDomain(core: Core, domain: string): Promise<void> {
  await transact(core.db, core.log, async (tx) => {
    const [organization] = await tx.query<{ restricted: boolean }>(
      `select coalesce((settings->>'emails_restricted_to_domains')::boolean, false) as restricted
       from organization for no key update`,
    )
    const rows = await tx.query('delete from realm_domain where domain = $1 returning domain', [domain])
    if (rows.length === 0) throw noSuchDomain(domain)
    emitToAll(tx, 'realm_domains', { op: 'remove', domain })
    if (!organization?.restricted || (await findDomains(tx)).length > 0) return
    await tx.query(`update organization set settings = settings || '{"emails_restricted_to_domains": false}'`)
    emitToAll(tx, 'realm', { op: 'update', property: 'emails_restricted_to_domains', value: false })
  })
}

function noSuchDomain(domain: string): ApiError {
  return new ApiError('BAD_REQUEST', `No entry found for domain ${domain}.`)
}
