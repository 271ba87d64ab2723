import recorded from './examples.json' with { type: 'json' }

/** A call that was made when the examples were recorded, and what came back. */
export interface Example {
  readonly operation: string
  /** As the contract names them; of a file, what it is called. */
  readonly params: Readonly<Record<string, unknown>>
  readonly file?: string
  /** Long lists and large objects are cut; a text where no JSON came back. */
  readonly answer: unknown
  /** The same without what it needs. */
  readonly refusal: { readonly status: number; readonly answer: unknown }
}

export const EXAMPLES: ReadonlyMap<string, Example> = new Map(
  (recorded as unknown as readonly Example[]).map((example) => [example.operation, example]),
)
