import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'

/** Ids of the active people who are named by id or address. @throws {ApiError} when there is none of that name */
export async function findPrincipals(db: ReadDb, principals: readonly (number | string)[]): Promise<number[]> {
  const users = await db.query<{ id: number; email: string }>(
    `select id, lower(email) as email from user_account where is_active and (id = any ($1)
       or lower(email) = any (select lower(e) from unnest($2::text[]) e))`,
    [
      principals.filter((principal) => typeof principal === 'number'),
      principals.filter((principal) => typeof principal === 'string'),
    ],
  )
  const byName = new Map<number | string, number>(
    users.flatMap(({ id, email }) => [[id, id] as const, [email, id] as const]),
  )
  const ids = principals.map((principal) => {
    const found = byName.get(typeof principal === 'string' ? principal.toLowerCase() : principal)
    if (found !== undefined) return found
    throw new ApiError('BAD_REQUEST', 'No such user')
  })
  return [...new Set(ids)]
}
