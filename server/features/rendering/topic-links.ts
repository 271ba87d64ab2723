import { setImmediate } from 'node:timers/promises'
import type { Core, TopicLinks } from '../../delivery/core.ts'
import { BoundedMap } from '../../lib/bounded-map.ts'
import { findTopicLinks, type Linkifier, type TopicLink } from '../../markdown/index.ts'
import type { OrganizationRules } from './organization-rules.ts'

const KEPT = 10_000
/** After so much others are served first. */
const TURN_MS = 20
/** Of one answer. An organization would need thousands of topics or a hostile pattern to come here. */
const MAX_MS = 500
const NONE: readonly TopicLink[] = []

type Known = BoundedMap<string, readonly TopicLink[]>

/** The links of topics, found once for each name and set of linkifiers. */
export class TopicLinkFinder {
  readonly #rules: OrganizationRules
  #linkifiers: readonly Linkifier[] | undefined
  #known: Known = new BoundedMap(KEPT)

  constructor(rules: OrganizationRules) {
    this.#rules = rules
  }

  readonly read: Core['readTopicLinks'] = async (topics) => {
    const { linkifiers } = await this.#rules.read()
    const known = this.#knownBy(linkifiers)
    const links = new Map<string, readonly TopicLink[]>()
    let spent = 0
    let turn = TURN_MS
    for (const topic of new Set(topics)) {
      if (topic === null) continue
      if (spent > turn) {
        turn = spent + TURN_MS
        await setImmediate()
      }
      const start = performance.now()
      links.set(topic, known.get(topic) ?? (spent > MAX_MS ? NONE : find(topic, linkifiers, known)))
      spent += performance.now() - start
    }
    return ((topic) => links.get(topic) ?? NONE) satisfies TopicLinks
  }

  /** What was found by other rules goes with them, also what is still being found. */
  #knownBy(linkifiers: readonly Linkifier[]): Known {
    if (this.#linkifiers !== linkifiers) {
      this.#linkifiers = linkifiers
      this.#known = new BoundedMap(KEPT)
    }
    return this.#known
  }
}

function find(topic: string, linkifiers: readonly Linkifier[], known: Known): readonly TopicLink[] {
  const links = findTopicLinks(topic, linkifiers)
  known.set(topic, links)
  return links
}
