import type { ReadDb } from '../../db/database.ts'
import type { LinkifierRule } from '../../markdown/linkifiers/index.ts'

export interface Linkifier extends LinkifierRule {
  readonly id: number
}

/** In the order in which they are to be tried. */
export function findLinkifiers(db: ReadDb): Promise<Linkifier[]> {
  return db.query<Linkifier>('select id, pattern, url_template from linkifier order by position, id')
}
