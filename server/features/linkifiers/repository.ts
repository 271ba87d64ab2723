import type { ReadDb } from '../../db/database.ts'

/** What matches the pattern leads to the URL; patterns are run by `compileLinear` alone. */
export interface Linkifier {
  readonly id: number
  readonly pattern: string
  readonly url_template: string
}

/** In the order in which they are to be tried. */
export function findLinkifiers(db: ReadDb): Promise<Linkifier[]> {
  return db.query<Linkifier>('select id, pattern, url_template from linkifier order by position, id')
}
