import type { z } from 'zod'
import type { Problem } from '../contract/admin/reply.ts'

/** What a schema refused, the first reason for each place, with paths as in JavaScript. Values are never repeated: they may be secrets. */
export function problemsOf(error: z.ZodError): Problem[] {
  const first = new Map<string, Problem>()
  for (const problem of error.issues.flatMap(describe)) {
    if (!first.has(problem.path)) first.set(problem.path, problem)
  }
  return [...first.values()]
}

function describe(issue: z.core.$ZodIssue): Problem[] {
  const path = pathText(issue.path)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathText([...issue.path, key]), message: 'is not known' }))
  }
  return [{ path, message: words(issue) }]
}

function words(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom') return issue.message
  // zod tells an absent value from a wrong one only in its text.
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'is missing'
  if (issue.code === 'invalid_type') return `must be ${typeName(issue.expected)}`
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`
  if (issue.code === 'invalid_format') return issue.format === 'email' ? 'is not an e-mail address' : 'is not valid'
  return sizeWords(issue)
}

function sizeWords(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small') {
    if (issue.origin === 'string' && issue.minimum === 1) return 'is empty'
    return `is too ${issue.origin === 'string' ? 'short' : 'small'}: at least ${issue.minimum}${unit(issue.origin)}`
  }
  if (issue.code === 'too_big') {
    return `is too ${issue.origin === 'string' ? 'long' : 'large'}: at most ${issue.maximum}${unit(issue.origin)}`
  }
  return 'is not valid'
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters'
  return origin === 'array' ? ' entries' : ''
}

function typeName(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    int: 'a whole number',
    number: 'a number',
    array: 'a list',
    string: 'text',
  }
  return names[expected] ?? `an ${expected}`.replace(/^an ([^aeiou])/, 'a $1')
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text ? `${text}.${String(part)}` : String(part)
  }, '')
}

/** `owner.email is not an e-mail address; people[0].role must be one of …` */
export function problemSentence(problems: readonly Problem[]): string {
  return problems.map(({ path, message }) => `${path || 'it'} ${message}`).join('; ')
}
