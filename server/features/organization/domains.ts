import type { ReadDb } from '../../db/database.ts'

export interface Domain {
  readonly domain: string
  readonly allow_subdomains: boolean
}

export function findDomains(db: ReadDb): Promise<Domain[]> {
  return db.query<Domain>('select domain, allow_subdomains from realm_domain order by domain')
}
