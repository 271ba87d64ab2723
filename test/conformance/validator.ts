import { Ajv, type ErrorObject } from 'ajv'
import { COMPONENTS, PROMISED, type Schema, toJsonSchema } from './json-schema.ts'

export interface Verdict {
  /** Why it is wrong; empty: it is valid. */
  readonly faults: readonly string[]
  /** Fields that a description promises and that are not there. */
  readonly missing: readonly string[]
}

export type Validate = (value: unknown) => Verdict

/** Compiles schemas of one OpenAPI document. */
export class Validator {
  readonly #ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, passContext: true })
  readonly #resolve: (schema: Schema) => Schema

  constructor(components: Readonly<Record<string, Schema>>, resolve: (schema: Schema) => Schema) {
    this.#resolve = resolve
    this.#ajv.addKeyword({
      keyword: PROMISED,
      schemaType: 'array',
      validate(this: Set<string>, names: string[], data: unknown, _schema: unknown, at?: { instancePath: string }) {
        if (typeof data !== 'object' || data === null || Array.isArray(data)) return true
        for (const name of names) if (!(name in data)) this.add(`${place(at?.instancePath ?? '')}${name}`)
        return true
      },
    })
    const $defs = Object.fromEntries(
      Object.entries(components).map(([name, schema]) => [name, toJsonSchema(schema, resolve)]),
    )
    this.#ajv.addSchema({ $id: COMPONENTS, $defs })
  }

  compile(schema: Schema): Validate {
    const validate = this.#ajv.compile(toJsonSchema(schema, this.#resolve))
    return (value) => {
      const missing = new Set<string>()
      const valid = validate.call(missing, value)
      return { faults: valid ? [] : [...new Set((validate.errors ?? []).map(say))], missing: [...missing] }
    }
  }
}

/** `/members/0/id` as `members[].id`: the same fault of many elements is one. */
function place(path: string): string {
  const words = path.split('/').slice(1)
  const named = words.map((word) => (/^\d+$/.test(word) ? '[]' : `${word}.`)).join('')
  return named.replaceAll('.[]', '[].').replaceAll(/^\[\]\.?/g, '[].')
}

function say({ instancePath, keyword, params, message }: ErrorObject): string {
  const at = place(instancePath)
  if (keyword === 'additionalProperties') return `${at}${String(params['additionalProperty'])} is not documented`
  if (keyword === 'required') return `${at}${String(params['missingProperty'])} is missing`
  if (keyword === 'enum') return `${at.replace(/\.$/, '')} is none of ${JSON.stringify(params['allowedValues'])}`
  return `${at.replace(/\.$/, '')} ${message ?? keyword}`
}
