import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Schema } from './json-schema.ts'
import { type Validate, Validator } from './validator.ts'

type Json = Readonly<Record<string, unknown>>
interface Content {
  readonly schema: Schema
}
interface Response {
  readonly $ref?: string
  readonly content?: Readonly<Record<string, Content>>
}
interface Parameter {
  readonly $ref?: string
  readonly name: string
  readonly in: string
}
interface RawOperation {
  readonly operationId?: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: Response
  readonly responses: Readonly<Record<string, Response>>
}
/** What of an OpenAPI 3.0 file we look at. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** One documented way in which an operation is refused. */
export interface Refusal {
  readonly status: number
  /** From the file; without one, any answer of the schema will do. */
  readonly example: Json
  readonly validate: Validate
}

export interface Operation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly params: ReadonlySet<string>
  readonly success: Validate
  readonly refusals: readonly Refusal[]
}

export interface Contract {
  readonly operations: ReadonlyMap<string, Operation>
  /** By `type` or `type/op`. */
  readonly events: ReadonlyMap<string, Validate>
}

export interface Excluded {
  readonly operations: ReadonlySet<string>
  readonly events: ReadonlySet<string>
}

export function readContract(file: string, excluded: Excluded): Contract {
  return createContract(parse(readFileSync(file, 'utf8')) as OpenApi, excluded)
}

export function createContract(file: OpenApi, excluded: Excluded): Contract {
  const reader = new Reader(file)
  const operations = new Map<string, Operation>()
  let events: ReadonlyMap<string, Validate> = new Map()
  for (const [path, methods] of Object.entries(file.paths)) {
    for (const [method, raw] of Object.entries(methods)) {
      // Pages of prose that are written as if they were operations have no id, or are excluded by it.
      if (raw.operationId === undefined || excluded.operations.has(raw.operationId)) continue
      operations.set(raw.operationId, reader.operation(raw.operationId, method.toUpperCase(), path, raw))
      if (raw.operationId === 'get-events') events = reader.events(raw, excluded.events)
    }
  }
  return { operations, events }
}

class Reader {
  readonly #file: OpenApi
  readonly #validator: Validator

  constructor(file: OpenApi) {
    this.#file = file
    this.#validator = new Validator(file.components.schemas, (schema) => this.#resolve(schema))
  }

  operation(id: string, method: string, path: string, raw: RawOperation): Operation {
    const success = raw.responses['200']
    if (!success) throw new Error(`${id} has no documented success`)
    return {
      id,
      method,
      path,
      params: new Set(this.#paramsOf(raw)),
      success: this.#validator.compile(withoutEvents(this.#schemaOf(success) ?? {})),
      refusals: Object.entries(raw.responses).flatMap(([status, response]) =>
        status === '200' ? [] : this.#refusals(Number(status), response),
      ),
    }
  }

  events(raw: RawOperation, excluded: ReadonlySet<string>): Map<string, Validate> {
    const success = raw.responses['200']
    const forms = findEvents((success && this.#schemaOf(success)) ?? {})?.items?.oneOf ?? []
    const found = new Map<string, Validate>()
    for (const form of forms) {
      const name = eventName(this.#enumOf(form, 'type'), this.#enumOf(form, 'op'))
      if (!excluded.has(name)) found.set(name, this.#validator.compile(form))
    }
    return found
  }

  /** Several examples may share a schema, so these are no alternatives of which one must be right. */
  #refusals(status: number, response: Response): Refusal[] {
    const schema = this.#schemaOf(response)
    if (!schema) return []
    return (schema.oneOf ?? [schema]).map((one) => ({
      status,
      example: this.#exampleOf(one) ?? {},
      validate: this.#validator.compile(one),
    }))
  }

  #paramsOf({ parameters = [], requestBody }: RawOperation): string[] {
    const names = parameters.map((parameter) => this.#resolve(parameter).name)
    if (!requestBody) return names
    return [...names, ...Object.keys(this.#propertiesOf(this.#schemaOf(requestBody) ?? {}))]
  }

  #propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
    const { properties = {}, allOf = [] } = this.#resolve(schema)
    return Object.assign({}, properties, ...allOf.map((part) => this.#propertiesOf(part))) as Record<string, Schema>
  }

  #exampleOf(schema: Schema): Json | undefined {
    const { example, allOf = [] } = this.#resolve(schema)
    if (example !== undefined) return example as Json
    return allOf.map((part) => this.#exampleOf(part)).findLast((found) => found !== undefined)
  }

  /** The only value that a property may have. */
  #enumOf(schema: Schema, property: string): string | undefined {
    const { properties = {}, allOf = [] } = this.#resolve(schema)
    const own = properties[property]
    const values = own && [own, ...(own.allOf ?? [])].map((part) => this.#resolve(part).enum).find(Boolean)
    if (values) return String(values[0])
    return allOf.map((part) => this.#enumOf(part, property)).find((found) => found !== undefined)
  }

  #schemaOf(response: Response): Schema | undefined {
    const content = Object.values(this.#resolve(response).content ?? {})
    return content[0]?.schema
  }

  #resolve<T extends { readonly $ref?: string }>(item: T): T {
    if (item.$ref === undefined) return item
    const found = item.$ref
      .slice('#/'.length)
      .split('/')
      .reduce<unknown>((at, key) => (at as Json)[key], this.#file)
    return this.#resolve(found as T)
  }
}

export function eventName(type: string | undefined, op: string | undefined): string {
  return op === undefined ? `${type}` : `${type}/${op}`
}

function findEvents(schema: Schema): Schema | undefined {
  return schema.properties?.['events'] ?? schema.allOf?.map(findEvents).find(Boolean)
}

/** Events are judged one by one, so that a fault tells of which form it is. */
function withoutEvents(schema: Schema): Schema {
  const { allOf, properties } = schema
  return {
    ...schema,
    ...(allOf && { allOf: allOf.map(withoutEvents) }),
    ...(properties?.['events']?.items?.oneOf && { properties: { ...properties, events: { type: 'array' } } }),
  }
}
