import type { ReadDb } from '../../db/database.ts'

/** A user's words, in the order in which they were added. */
export async function findAlertWords(db: ReadDb, user: number): Promise<string[]> {
  const rows = await db.query<{ word: string }>('select word from alert_word where user_id = $1 order by id', [user])
  return rows.map((row) => row.word)
}
