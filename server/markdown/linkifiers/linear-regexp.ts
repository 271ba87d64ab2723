import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js'
import { Effort } from '../effort.ts'

/** What makes a text no pattern of RE2, in RE2's words. */
export class PatternError extends Error {}

export interface LinearRegExp {
  /** The names of its groups. */
  readonly groups: ReadonlySet<string>
  /** A step over one character costs at most as many of the program. */
  readonly instructions: number
  /** One after the other, from the left, as `String.prototype.matchAll` gives them, until the effort is spent. */
  matchAll(text: string, effort?: Effort): Iterable<RegExpMatchArray>
}

const MAX_INSTRUCTIONS = 500
/** Each search costs, however little there is to be searched. */
const SEARCH_STEPS = 100

/** What Zulip's clients know from RE2 itself; the port has the words of Go's. */
const WORDS: Readonly<Record<string, string>> = {
  'missing closing )': 'missing )',
  'missing closing ]': 'missing ]',
  'invalid named capture': 'invalid named capture group',
  'duplicate capture group name': 'duplicate capture group name',
  'invalid or unsupported Perl syntax': 'invalid perl operator',
  'invalid nested repetition operator': 'bad repetition operator',
  'missing argument to repetition operator': 'no argument for repetition operator',
  'invalid repeat count': 'invalid repetition size',
  'trailing backslash at end of expression': 'trailing \\',
  'expression too large': 'pattern too large',
  'expression nests too deeply': 'pattern too large',
}

/**
 * A pattern that somebody wrote, run without ever trying one way after the other.
 * @see https://github.com/google/re2/wiki/Syntax
 * @throws {PatternError}
 */
export function compileLinear(pattern: string): LinearRegExp {
  if (pattern === '') throw new PatternError('empty')
  const compiled = compile(pattern)
  if (!isWhole(pattern)) throw new PatternError('missing \\E')
  const instructions = compiled.programSize()
  if (instructions > MAX_INSTRUCTIONS) throw new PatternError('pattern too large')
  return {
    groups: new Set(Object.keys(compiled.namedGroups())),
    instructions,
    *matchAll(text, effort = new Effort()) {
      const matches = compiled.matchAll(text)
      for (let from = 0; !effort.isSpent; ) {
        effort.begin()
        const next = matches.next()
        // One match is found in linear time; all of them can take as often as much, since each looks ahead anew.
        effort.spend(SEARCH_STEPS + instructions * (text.length - from))
        if (next.done === true) return
        from = (next.value.index ?? from) + next.value[0].length
        yield next.value
      }
    },
  }
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    throw new PatternError(error instanceof RE2JSSyntaxException ? inWordsOfRe2(error) : 'pattern too large')
  }
}

/** A quotation without its end would take in what somebody puts behind the pattern. */
function isWhole(pattern: string): boolean {
  try {
    RE2JS.compile(`(?:${pattern})`)
    return true
  } catch {
    return false
  }
}

function inWordsOfRe2({ error, input }: RE2JSSyntaxException): string {
  const words = WORDS[error] ?? error
  return input === null ? words : `${words}: ${input}`
}
