import { ApiError } from '../../contract/errors.ts'
import type { ReadDb } from '../../db/database.ts'

/**
 * The other people of a conversation, in order of id; the user stays where nobody else is.
 * @throws {ApiError} naming the first who is no active user
 */
export async function findOthers(db: ReadDb, user: number, people: readonly number[]): Promise<number[]> {
  const rows = await db.query<{ id: number }>('select id from user_account where id = any ($1) and is_active', [people])
  const wrong = people.find((id) => !rows.some((row) => row.id === id))
  if (wrong !== undefined) throw new ApiError('BAD_REQUEST', `Invalid user ID ${wrong}`)
  const others = [...new Set(people)].filter((id) => id !== user).sort((a, b) => a - b)
  return others.length === 0 && people.length > 0 ? [user] : others
}
