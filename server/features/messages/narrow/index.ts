import type { NarrowTerm } from '../../../contract/chat/messages.ts'
import type { ReadDb } from '../../../db/database.ts'
import { type Candidates, findCandidates } from './candidates.ts'
import { type Asked, badNarrow, CONDITIONS, isDirect } from './conditions.ts'
import { DIRECT, EVERYWHERE, type Part, placeOfStream, placeOfStreams } from './places.ts'
import { followConversation } from './with.ts'

export { type Candidates, HERE, inTopics } from './candidates.ts'

/** A narrow as SQL: where its messages lie, and what else holds of them. `$1` is the reader. */
export interface NarrowSql {
  /** rows (recipient_id, lo, hi, arrived) of id ranges that the reader may see; see `findIds` for the last */
  readonly places: string
  readonly conditions: readonly string[]
  readonly values: readonly unknown[]
  /** The words looked for; undefined: this is no search. */
  readonly search: string | undefined
  /** Where else the ids can come from than from walking through the places. */
  readonly candidates: Candidates | undefined
  /** Of what there is in the places, the unread messages alone. */
  readonly isUnread: boolean
}

/** SQL: what else holds of a message `m`. */
export const all = ({ conditions }: NarrowSql) => conditions.map((condition) => `and ${condition}`).join(' ')

const CHANNEL = new Set(['channel', 'stream'])
const CHANNELS = new Set(['channels', 'streams'])

/**
 * https://zulip.com/api/construct-narrow
 * @throws {ApiError} BAD_NARROW for an operator or operand that there is not
 */
export async function buildNarrow(db: ReadDb, reader: number, given: readonly NarrowTerm[]): Promise<NarrowSql> {
  const values: unknown[] = [reader]
  const conditions: string[] = []
  let place: string | undefined
  const words: string[] = []
  const add = (value: unknown) => `$${values.push(value)}`
  const terms = await followConversation(db, reader, given)
  for (const term of terms) {
    const found = await build({ db, reader, operand: term.operand, add }, term)
    // Where two places are named, the messages are in both.
    if (place !== undefined && found.inPlace !== undefined) conditions.push(found.inPlace)
    place ??= found.place
    if (found.condition !== undefined) conditions.push(found.condition)
    if (found.words !== undefined) words.push(found.words)
  }
  const search = words.length > 0 ? words.join(' ') : undefined
  return {
    places: place ?? (terms.some(isDirect) ? DIRECT : EVERYWHERE),
    conditions,
    values,
    search,
    candidates: search === undefined ? findCandidates(terms) : undefined,
    isUnread: terms.some(({ operator, operand, negated }) => operator === 'is' && operand === 'unread' && !negated),
  }
}

async function build(asked: Asked, { operator, operand, negated = false }: NarrowTerm): Promise<Part> {
  if (CHANNEL.has(operator)) return placeOfStream(asked, negated)
  if (CHANNELS.has(operator)) return placeOfStreams(asked, negated)
  if (operator === 'search') {
    return negated ? { condition: `not ${hasWords(queryOf(asked.add(String(operand))))}` } : { words: String(operand) }
  }
  const condition = Object.hasOwn(CONDITIONS, operator) ? CONDITIONS[operator] : undefined
  if (!condition) throw badNarrow(`unknown operator ${operator}`)
  return { condition: (negated ? 'not ' : '') + (await condition(asked)) }
}

/** SQL: words that somebody typed, as a tsquery in the language of the organization. */
export const queryOf = (words: string) => `(select search_query(language, ${words}) from search_state)`
export const LANGUAGE = '(select language from search_state)'

/** SQL: checks a message `m` by itself, which no index helps with. Its words may be in the text, the topic, or both. */
export function hasWords(query: string): string {
  const inText = `search_vector(${LANGUAGE}, m.content)`
  return `(${inText} @@ ${query} or exists (select from topic t where t.id = m.topic_id
    and (t.vector @@ ${query} or (t.vector || ${inText}) @@ ${query})))`
}
