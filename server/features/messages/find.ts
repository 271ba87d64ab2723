import type { ReadDb } from '../../db/database.ts'
import type { NarrowSql } from './narrow/index.ts'
import { pickIds } from './pick.ts'
import { walkIds } from './walk.ts'

/** Ids of a narrow's messages beyond the border, the nearest first. */
export async function findIds(
  db: ReadDb,
  n: NarrowSql,
  border: bigint,
  isUp: boolean,
  limit: number,
): Promise<number[]> {
  const picked = n.search !== undefined || n.candidates ? await pickIds(db, n, border, isUp, limit) : undefined
  return picked ?? walkIds(db, n, border, isUp, limit)
}
