import { z } from 'zod'
import { ApiError } from '../contract/errors.ts'
import type { RawParams } from './form.ts'

export interface Parsed {
  readonly values: Record<string, unknown>
  /** Names that this endpoint does not know, sorted; undefined when there are none. */
  readonly ignored: readonly string[] | undefined
  readonly client: string | undefined
  readonly csrfToken: string | undefined
}

export type ParamParser = (...sources: readonly RawParams[]) => Parsed

/** Known on every endpoint, whatever it does with them. */
const COMMON = new Set(['client', 'csrfmiddlewaretoken', 'method'])

/**
 * Compiles the reader of one endpoint's parameters. Of several sources a later one wins; the caller gives the path
 * last, so that a parameter cannot redirect a call to another object than its address names.
 */
export function compileParams(shape: z.ZodRawShape): ParamParser {
  const fields = Object.entries(shape).map(([name, type]) => fieldOf(name, type as z.ZodType))
  const known = new Set(Object.keys(shape))
  const plain = new Set(Object.keys(shape).filter((name) => isPlainText(shape[name])))
  return (...sources) => {
    const raw = new Raw() as Record<string, string>
    let ignored: string[] | undefined
    for (const source of sources) {
      for (const name in source) {
        raw[name] = text(name, source[name], plain.has(name))
        if (!known.has(name) && !COMMON.has(name)) ignored = addUnknown(name, known, ignored)
      }
    }
    return {
      values: readAll(fields, raw),
      ignored: ignored?.sort(),
      client: raw['client'],
      csrfToken: raw['csrfmiddlewaretoken'],
    }
  }
}

interface Field {
  readonly name: string
  readonly type: z.ZodType
  /** Any text will do. */
  readonly isAnyText: boolean
  /** Has a value of its own where none is given. */
  readonly byDefault: z.ZodDefault | undefined
  readonly isOptional: boolean
}

function fieldOf(name: string, type: z.ZodType): Field {
  return {
    name,
    type,
    isAnyText: type instanceof z.ZodString && !type.def.coerce && (type.def.checks ?? []).length === 0,
    byDefault: type instanceof z.ZodDefault ? type : undefined,
    isOptional: type instanceof z.ZodOptional,
  }
}

/** One after the other, since a schema of all would take twice as long for what most calls have: few, and simple ones. */
function readAll(fields: readonly Field[], raw: Readonly<Record<string, string>>): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const { name, type, isAnyText, byDefault, isOptional } of fields) {
    const given = raw[name]
    if (given === undefined && byDefault) values[name] = byDefault.def.defaultValue
    else if (given !== undefined && isAnyText) values[name] = given
    else if (given !== undefined || !isOptional) values[name] = readOne(name, type, raw)
  }
  return values
}

function readOne(name: string, type: z.ZodType, raw: Readonly<Record<string, string>>): unknown {
  const parsed = type.safeParse(raw[name])
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw problem(issue && { ...issue, path: [name, ...issue.path] }, raw)
}

/** Without a prototype, as names are the caller's; `Object.create(null)` would make a slow hash table of it. */
function RawValues() {
  // Its instances start empty.
}
RawValues.prototype = Object.create(null) as object
const Raw = RawValues as unknown as new () => object

function addUnknown(name: string, known: ReadonlySet<string>, ignored: string[] = []): string[] {
  // `username[$ne]=` and `to[]=`: other frameworks make objects of them, here they are a mistake or an attack.
  const bracket = name.indexOf('[')
  if (bracket > 0 && known.has(name.slice(0, bracket))) throw notText(name.slice(0, bracket))
  if (!ignored.includes(name)) ignored.push(name)
  return ignored
}

/** Whether a parameter is text itself, not JSON or anything else written as text. */
function isPlainText(type: unknown): boolean {
  let schema = type
  while (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    schema = schema.unwrap()
  }
  return schema instanceof z.ZodString || schema instanceof z.ZodStringFormat
}

/** Values of a JSON body in the form's notation: JSON text, unless they are text. */
function text(name: string, value: unknown, plain: boolean): string {
  if (typeof value !== 'string') {
    if (plain && (typeof value === 'object' || value === undefined)) throw notText(name)
    return JSON.stringify(value)
  }
  // Postgres text cannot hold it: it would fail there as our error instead of the caller's.
  if (value.includes('\0')) throw new ApiError('BAD_REQUEST', `${name} must not contain null bytes`)
  return value
}

function notText(name: string): ApiError {
  return new ApiError('BAD_REQUEST', `${name} is not a string`)
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'an integer',
  boolean: 'a boolean',
  array: 'a list',
  tuple: 'a list',
  object: 'a dict',
  record: 'a dict',
  date: 'a date',
}

/** Zulip's words for a parameter that is missing or wrong: https://zulip.com/api/rest-error-handling */
function problem(issue: z.core.$ZodIssue | undefined, raw: Record<string, string>): ApiError {
  const [first = 'parameters', ...rest] = (issue?.path ?? []).map(String)
  if (rest.length === 0 && !(first in raw)) {
    return new ApiError('REQUEST_VARIABLE_MISSING', `Missing '${first}' argument`, { var_name: first })
  }
  const inner = (issue?.path ?? []).slice(1).map((key) => `[${JSON.stringify(key)}]`)
  return new ApiError('BAD_REQUEST', issue ? describe(issue, `${first}${inner.join('')}`) : 'Invalid parameters')
}

function describe(issue: z.core.$ZodIssue, name: string): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${name} is not ${EXPECTED[issue.expected] ?? `a ${issue.expected}`}`
    case 'too_big':
      return sized(issue.origin)
        ? `${name} is too long (limit: ${issue.maximum} ${unit(issue.origin)})`
        : `${name} is too large`
    case 'too_small':
      if (!sized(issue.origin)) return `${name} is too small`
      return Number(issue.minimum) === 1 ? `${name} cannot be blank` : `${name} is too short.`
    case 'unrecognized_keys':
      return `Argument "${issue.keys[0]?.slice(0, 100)}" at ${name} is unexpected`
    case 'custom':
      return issue.params?.['invalidJson'] === true ? `${name} is not valid JSON` : customMessage(issue.message, name)
    default:
      return `Invalid ${name}`
  }
}

function customMessage(message: string, name: string): string {
  return message === 'Invalid input' ? `Invalid ${name}` : message
}

function sized(origin: string): boolean {
  return origin === 'string' || origin === 'array' || origin === 'set'
}

function unit(origin: string): string {
  return origin === 'string' ? 'characters' : 'items'
}
