import type { Groups } from '../../../model/groups.ts'

/** Who reads, as far as a text looks different to them. */
export interface Reader {
  readonly me: number
  readonly groups: Groups
}
