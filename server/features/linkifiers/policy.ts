import { ApiError } from '../../contract/errors.ts'
import { parseUrlTemplate } from '../../lib/url-template.ts'
import { compileLinear, PatternError, wholePattern } from '../../markdown/linkifiers/index.ts'

/** Names of groups that are ours. */
const OWN = /^linkifier_/

/** @throws {ApiError} unless the pattern can be run in linear time and names exactly what the URL needs */
export function checkLinkifier(pattern: string, urlTemplate: string): void {
  const groups = groupsOf(pattern)
  const variables = parseUrlTemplate(urlTemplate)
  if (!variables) throw new ApiError('BAD_REQUEST', 'Invalid URL template.')
  for (const name of variables) {
    if (!groups.has(name)) {
      throw new ApiError('BAD_REQUEST', `Group '${name}' in URL template is not present in linkifier pattern.`)
    }
  }
  for (const name of groups) {
    if (!variables.has(name)) {
      throw new ApiError('BAD_REQUEST', `Group '${name}' in linkifier pattern is not present in URL template.`)
    }
  }
}

function groupsOf(pattern: string): ReadonlySet<string> {
  try {
    const { groups } = compileLinear(pattern)
    const own = [...groups].find((name) => OWN.test(name))
    if (own !== undefined) throw new PatternError(`group name '${own}' is reserved`)
    compileLinear(wholePattern(pattern))
    return groups
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw new ApiError('BAD_REQUEST', `Bad regular expression: ${error.message}`)
  }
}
