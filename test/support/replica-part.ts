export type ClientEvent = Readonly<Record<string, unknown>> & { readonly id: number; readonly type: string }

/** What /register told of some fields, as plain data. */
export type Fields = Record<string, unknown>

/** How a client keeps some fields of its state up to date by events alone. */
export interface ReplicaPart {
  /** Names of fields in the answer of /register. */
  readonly fields: readonly string[]
  /** Changes the fields as the event says; most events concern other parts. */
  apply(state: Fields, event: ClientEvent): void
}
