import type { ReadDb } from '../../db/database.ts'
import type { EventLog } from '../../delivery/event-log.ts'
import type { Linkifier } from '../../markdown/index.ts'
import { compileLinkifiers, type LinkifierRule } from '../../markdown/linkifiers/index.ts'
import { readEmoji } from '../emoji/index.ts'
import { findLinkifiers } from '../linkifiers/index.ts'
import { readRealmSettings } from '../realm-settings/index.ts'

/** What holds for every text of the organization. */
export interface Rules {
  readonly linkifiers: readonly Linkifier[]
  /** addresses of custom emoji by name */
  readonly emoji: ReadonlyMap<string, string>
  readonly codeLanguage: string
  readonly showsMedia: boolean
  readonly showsPages: boolean
}

const CHANGES = new Set(['realm', 'realm_emoji', 'realm_linkifiers'])

/** Kept in memory until an event says that something of it has changed: a send must not pay for it. */
export class OrganizationRules {
  readonly #db: ReadDb
  #rules: Promise<Rules> | undefined
  /** One can take milliseconds, and whoever changes one rule would have all of them compiled again. */
  #compiled: ReadonlyMap<string, readonly Linkifier[]> = new Map()

  constructor(db: ReadDb, log: EventLog) {
    this.#db = db
    log.hear((events) => {
      if (events.some(({ type }) => CHANGES.has(type))) this.#rules = undefined
    })
  }

  async read(): Promise<Rules> {
    const reading = (this.#rules ??= this.#read())
    try {
      return await reading
    } catch (error) {
      if (this.#rules === reading) this.#rules = undefined
      throw error
    }
  }

  async #read(): Promise<Rules> {
    const db = this.#db
    const [settings, linkifiers, emoji] = await Promise.all([readRealmSettings(db), findLinkifiers(db), readEmoji(db)])
    const inUse = Object.values(emoji).filter(({ deactivated }) => deactivated !== true)
    return {
      linkifiers: this.#compile(linkifiers),
      emoji: new Map(inUse.map(({ name, source_url }) => [String(name), String(source_url)])),
      codeLanguage: settings.default_code_block_language,
      showsMedia: settings.inline_image_preview,
      showsPages: settings.inline_url_embed_preview,
    }
  }

  #compile(rules: readonly LinkifierRule[]): Linkifier[] {
    const known = this.#compiled
    this.#compiled = new Map(
      rules.map((rule) => {
        const key = JSON.stringify([rule.pattern, rule.url_template])
        return [key, known.get(key) ?? compileLinkifiers([rule])]
      }),
    )
    return [...this.#compiled.values()].flat()
  }
}
