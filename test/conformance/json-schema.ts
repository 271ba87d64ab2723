/** A schema as an OpenAPI 3.0 file writes it. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly nullable?: boolean
  readonly enum?: readonly unknown[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly description?: string
  readonly example?: unknown
}

/** Our own keyword: the properties that the descriptions promise without a condition. */
export const PROMISED = 'promised'
export const COMPONENTS = 'components'
const REF = '#/components/schemas/'
const KEPT = ['enum', 'required', 'minimum', 'maximum', 'minItems', 'maxItems', 'minLength', 'maxLength', 'pattern']
const CONDITION =
  /\b(only (present|included|sent|set|if|for|when)|optional(ly)?|present (if|only|when|for)|not present|omitted|absent|missing|deprecated|unless|included if|may not|is not set)\b/i
// A client that asks for everything gets these.
const IF_FETCHED = /^\s*present if\b[^.]*\bfetch_event_types/i
// Also asked for by a client that asks for everything: then these are elsewhere.
const ELSEWHERE = /\buser_settings_object\b/

// Of every answer; there where parameters were ignored.
const IGNORED = 'ignored_parameters_unsupported'

/** Whether a description promises a field to whoever asks for everything. */
function isPromised(schema: Schema, resolve: (schema: Schema) => Schema): boolean {
  const description = schema.description ?? resolve(schema).description
  if (description === undefined || ELSEWHERE.test(description)) return false
  return IF_FETCHED.test(description) || !CONDITION.test(description)
}

/**
 * The JSON Schema of an OpenAPI 3.0 schema; references lead to the schema with the id `components`.
 * @param only whether it is the only one that a value may have; else nothing follows from a field that is not there
 */
export function toJsonSchema(schema: Schema, resolve: (schema: Schema) => Schema, only = true): object {
  const convert = (inner: Schema) => toJsonSchema(inner, resolve, only)
  // OpenAPI 3.0 ignores what stands beside a reference.
  if (schema.$ref !== undefined) return { $ref: `${COMPONENTS}#/$defs/${schema.$ref.slice(REF.length)}` }
  const made: Record<string, unknown> = {}
  for (const key of KEPT) if (key in schema) made[key] = schema[key as keyof Schema]
  if (schema.type !== undefined) made['type'] = schema.type
  if (schema.allOf) made['allOf'] = schema.allOf.map(convert)
  for (const key of ['anyOf', 'oneOf'] as const) {
    if (schema[key]) made[key] = schema[key].map((inner) => toJsonSchema(inner, resolve, false))
  }
  if (schema.items) made['items'] = convert(schema.items)
  const more = schema.additionalProperties
  if (more !== undefined) made['additionalProperties'] = typeof more === 'boolean' ? more : convert(more)
  if (schema.properties) {
    const properties = Object.entries(schema.properties)
    made['properties'] = Object.fromEntries(properties.map(([name, inner]) => [name, convert(inner)]))
    const settled = [...(schema.required ?? []), IGNORED]
    const promised = properties.filter(([name, inner]) => !settled.includes(name) && isPromised(inner, resolve))
    if (only && promised.length > 0) made[PROMISED] = promised.map(([name]) => name)
  }
  return schema.nullable && Object.keys(made).length > 0 ? { anyOf: [{ type: 'null' }, made] } : made
}
