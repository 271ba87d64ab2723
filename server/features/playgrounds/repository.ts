import type { ReadDb } from '../../db/database.ts'

/** Where code of a language can be tried out. */
export interface Playground {
  readonly id: number
  readonly name: string
  readonly pygments_language: string
  readonly url_template: string
}

export function findPlaygrounds(db: ReadDb): Promise<Playground[]> {
  return db.query<Playground>('select id, name, pygments_language, url_template from playground order by id')
}
