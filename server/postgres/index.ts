import { createSupervisor } from './supervisor.ts'
import type { Postgres, PostgresOptions } from './types.ts'

export { PostgresError } from './errors.ts'
export type { Postgres, PostgresOptions } from './types.ts'

/** The embedded Postgres of one data folder. The caller holds the lock that makes the folder single-instance. */
export function createPostgres(options: PostgresOptions): Postgres {
  return createSupervisor(options)
}
