import type { ReadDb } from '../../db/database.ts'
import { escapeHtml } from '../../lib/escape-html.ts'
import { LANGUAGE, type NarrowSql, queryOf } from './narrow/index.ts'

/** Where the words that were looked for are, as https://zulip.com/api/get-messages shows it. */
export interface Match {
  readonly match_content: string
  readonly match_subject: string
}

interface Found {
  readonly id: number
  readonly rendered: string
  readonly subject: string | null
}

const WORD = /[\p{L}\p{N}_]+/gu
/** Tags and entities are passed over: only what is read may be marked. */
const TOKEN = /<[^>]*>|&[a-z\d#]+;|[^<&]+|./gi

/** Marks the words of a search in messages and their topics; without a search they stay as they are. */
export async function highlight(
  db: ReadDb,
  search: NarrowSql['search'],
  rows: readonly Found[],
): Promise<Map<number, Match>> {
  const hits = search !== undefined && rows.length > 0 ? await findHits(db, search, rows) : new Set<string>()
  return new Map(
    rows.map((row) => [
      row.id,
      { match_content: mark(row.rendered, hits), match_subject: mark(escapeHtml(row.subject ?? ''), hits) },
    ]),
  )
}

/** Which of the words that occur have the stem of a word looked for: asked of whoever knows the language. */
async function findHits(db: ReadDb, search: string, rows: readonly Found[]): Promise<ReadonlySet<string>> {
  const words = new Set<string>()
  for (const { rendered, subject } of rows) {
    for (const text of [...rendered.matchAll(TOKEN)].map(([token]) => token)) {
      if (!text.startsWith('<')) for (const [word] of text.matchAll(WORD)) words.add(word)
    }
    for (const [word] of (subject ?? '').matchAll(WORD)) words.add(word)
  }
  const [row] = await db.query<{ query: string }>(`select ${queryOf('$1')}::text as query`, [search])
  const query = row?.query ?? ''
  // A phrase's and a pair's parts are marked wherever they stand; what must not occur is not there.
  const lexemes = query.replace(/!'(?:[^']|'')*'/g, '').match(/'(?:[^']|'')*'(?::\*)?/g) ?? []
  const beginnings = lexemes.map((lexeme) => lexeme.split("'")[1] ?? '')
  const likely = [...words].filter((word) => beginnings.some((beginning) => mayBe(word.toLowerCase(), beginning)))
  if (likely.length === 0) return new Set()
  const found = await db.query<{ word: string }>(
    `select w as word from unnest($1::text[]) w where search_vector(${LANGUAGE}, w) @@ $2::tsquery`,
    [likely, lexemes.join(' | ')],
  )
  return new Set(found.map(({ word }) => word))
}

/** Whether a word can have this stem: endings differ, beginnings do not. To ask for each word costs more than the search. */
function mayBe(word: string, stem: string): boolean {
  return word.slice(0, 2) === stem.slice(0, 2) || word.includes(stem)
}

function mark(html: string, hits: ReadonlySet<string>): string {
  if (hits.size === 0) return html
  const inText = (text: string) =>
    text.replace(WORD, (word) => (hits.has(word) ? `<span class="highlight">${word}</span>` : word))
  return html.replace(TOKEN, (token) => (token.startsWith('<') || token.startsWith('&') ? token : inText(token)))
}
