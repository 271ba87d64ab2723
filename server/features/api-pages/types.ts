import { z } from 'zod'
import type { AnyEndpoint } from '../../http/call.ts'
import { noteOf } from './notes/index.ts'

export interface Param {
  readonly name: string
  readonly isRequired: boolean
  /** In words, as `list of integer`. */
  readonly type: string
  /** What it means, in a sentence or two. */
  readonly note: string
  /** JSON text; undefined: none. */
  readonly fallback: string | undefined
}

/** What there is to say of an endpoint's parameters. */
export function describeParams({ operation, params }: Pick<AnyEndpoint, 'operation' | 'params'>): Param[] {
  return Object.entries(params).map(([name, schema]) => {
    const known = z.toJSONSchema(schema as z.ZodType, { io: 'output', unrepresentable: 'any', override: showInput })
    const isRequired = !(schema as z.ZodType).safeParse(undefined).success
    const fallback = known.default === undefined || known.default === null ? undefined : JSON.stringify(known.default)
    return { name, isRequired, type: inWords(known), note: noteOf(operation, name), fallback }
  })
}

type Schema = z.core.JSONSchema.BaseSchema

/** What a value is made into here is nothing that a caller writes. */
function showInput({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: Schema }): void {
  const { def } = zodSchema._zod
  if (def.type !== 'pipe' || !(def.out instanceof z.ZodTransform)) return
  Object.assign(jsonSchema, z.toJSONSchema(def.in, { io: 'output', unrepresentable: 'any' }))
}

function inWords(schema: Schema): string {
  const choice = schema.anyOf ?? schema.oneOf
  if (choice) return [...new Set(choice.map((one) => inWords(one)))].join(' or ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(', ')
  if (schema.type === 'array') return inWordsOfList(schema)
  if (schema.type === 'object') return inWordsOfObject(schema)
  if (schema.type === 'string') return schema.maxLength ? `text of up to ${schema.maxLength} characters` : 'text'
  return typeof schema.type === 'string' ? schema.type : 'JSON'
}

function inWordsOfList({ prefixItems, items, maxItems }: Schema): string {
  if (prefixItems) return `[${prefixItems.map((item) => inWords(item as Schema)).join(', ')}]`
  const of = typeof items === 'object' && !Array.isArray(items) ? inWords(items) : 'JSON'
  return maxItems ? `list of up to ${maxItems} × ${of}` : `list of ${of}`
}

function inWordsOfObject({ properties, required = [], additionalProperties }: Schema): string {
  if (properties && Object.keys(properties).length > 0) {
    const needs = (name: string) => required.includes(name) && (properties[name] as Schema).default === undefined
    const names = Object.keys(properties).map((name) => (needs(name) ? name : `${name}?`))
    return `object {${names.join(', ')}}`
  }
  return typeof additionalProperties === 'object' ? `object of ${inWords(additionalProperties)}` : 'object'
}
