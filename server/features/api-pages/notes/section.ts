/** What some parameters mean, by their names. */
export interface Section {
  /** The operations that it is about; absent: all that have such parameters. */
  readonly of?: readonly string[]
  readonly notes: Readonly<Record<string, string>>
}
