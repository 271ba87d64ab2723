import type { z } from 'zod'

/** Who may change a setting: whoever administers the host, or only somebody at the machine itself. */
type ChangedBy = 'operator' | 'host'

/** One setting of the appliance. Storage, validation and the admin form derive from it. */
export interface Setting<T extends z.ZodType = z.ZodType> {
  readonly schema: T
  readonly default: z.output<T>
  readonly label: string
  /** Says the unit and what special values mean. */
  readonly description: string
  readonly changedBy: ChangedBy
  /** True when a change waits for the next start. */
  readonly needsRestart: boolean
  /** A text that is kept in the vault and never shown again. */
  readonly isSecret?: true
  /** What people read in place of each value, where there are a few to choose from. */
  readonly words?: Readonly<Record<string, string>>
}

type Choices<Value> = [Value] extends [string] ? (string extends Value ? unknown : WordsFor<Value>) : unknown
interface WordsFor<Value extends string> {
  readonly words: Readonly<Record<Value, string>>
}

/** Stands for a secret that is set; given back, it stays. */
export const KEPT_SECRET = '********'

export function setting<T extends z.ZodType>(entry: Setting<T> & Choices<z.output<T>>): Setting<T> {
  return entry
}
