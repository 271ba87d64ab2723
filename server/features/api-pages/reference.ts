import type { AnyEndpoint } from '../../http/call.ts'
import { PREFIX } from '../../http/mount.ts'
import { AREAS } from './descriptions.ts'
import { EXAMPLES, type Example } from './examples.ts'
import { describeParams, type Param } from './types.ts'

/** All that a page says of an operation. */
export interface Entry {
  readonly endpoint: AnyEndpoint
  readonly area: string
  readonly title: string
  readonly description: string
  readonly address: string
  readonly params: readonly Param[]
  readonly example: Example | undefined
}

export interface Reference {
  readonly areas: readonly { readonly name: string; readonly entries: readonly Entry[] }[]
  readonly byOperation: ReadonlyMap<string, Entry>
  /** Those that have every word, the best first; at most fifty. */
  search(words: string): Entry[]
}

const OTHER = 'Other'

/** What is served, in the order of the descriptions; what has none comes at the end. */
export function createReference(endpoints: readonly AnyEndpoint[]): Reference {
  const entries = endpoints.map(toEntry)
  const names = [...Object.keys(AREAS), OTHER]
  const areas = names.map((name) => ({
    name,
    entries: entries.filter(({ area }) => area === name).sort(byDescription),
  }))
  return {
    areas: areas.filter((area) => area.entries.length > 0),
    byOperation: new Map(entries.map((entry) => [entry.endpoint.operation, entry])),
    search: (words) => search(entries, words),
  }
}

function toEntry(endpoint: AnyEndpoint): Entry {
  const { operation } = endpoint
  const [area, known] = Object.entries(AREAS).find(([, operations]) => operation in operations) ?? []
  const title = operation.replaceAll('-', ' ')
  return {
    endpoint,
    area: area ?? OTHER,
    title: title.charAt(0).toUpperCase() + title.slice(1),
    description: known?.[operation] ?? '',
    address: `${PREFIX[endpoint.surfaces?.[0] ?? 'api']}${endpoint.path.replace(/:(\w+)/g, '{$1}')}`,
    params: describeParams(endpoint),
    example: EXAMPLES.get(operation),
  }
}

function byDescription(a: Entry, b: Entry): number {
  const place = ({ area, endpoint }: Entry) => Object.keys(AREAS[area] ?? {}).indexOf(endpoint.operation)
  return place(a) - place(b)
}

function search(entries: readonly Entry[], text: string): Entry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const rated = entries.map((entry) => ({ entry, rank: Math.min(...words.map((word) => rank(entry, word))) }))
  const found = rated.filter((one) => one.rank > 0).sort((a, b) => b.rank - a.rank)
  return found.slice(0, 50).map(({ entry }) => entry)
}

/** How much an entry is about a word: by its name, its address or description, its parameters; 0: not at all. */
function rank({ endpoint, title, description, address, params }: Entry, word: string): number {
  if (endpoint.operation.includes(word) || title.toLowerCase().includes(word)) return 4
  if (address.toLowerCase().includes(word)) return 3
  if (description.toLowerCase().includes(word) || endpoint.method.toLowerCase() === word) return 2
  return params.some(({ name, note }) => `${name} ${note}`.toLowerCase().includes(word)) ? 1 : 0
}
