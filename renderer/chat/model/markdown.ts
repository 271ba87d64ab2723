import type { RenderContext } from '../../../server/markdown/index.ts'
import type { CustomEmoji } from './custom-emoji.ts'
import type { Groups } from './groups.ts'
import type { Linkifiers } from './linkifiers.ts'
import { Observable } from './observable.ts'
import type { Organization } from './organization.ts'
import type { People } from './people.ts'
import type { Preferences } from './preferences.ts'
import type { Streams } from './streams.ts'

type Module = typeof import('../../../server/markdown/index.ts')

/** What a text may name. */
interface Known {
  readonly organization: Organization
  readonly people: People
  readonly groups: Groups
  readonly streams: Streams
  readonly emoji: CustomEmoji
  readonly linkifiers: Linkifiers
  readonly preferences: Preferences
}

/**
 * Shows one's own text before the server has answered, by the renderer of the server. It is as large as the rest of the
 * page together, so it comes when the page has nothing better to do.
 */
export class Markdown extends Observable {
  #module: Module | undefined
  #isComing = false
  readonly #known: Known

  constructor(known: Known) {
    super()
    this.#known = known
    known.linkifiers.subscribe(() => this.changed())
  }

  async load(): Promise<void> {
    if (this.#module || this.#isComing) return
    this.#isComing = true
    void this.#known.linkifiers.load()
    try {
      this.#module = await import('../../../server/markdown/index.ts')
      this.changed()
    } catch {
      // The host is away: what is sent until then is shown as it was typed.
    } finally {
      this.#isComing = false
    }
  }

  /** @returns the HTML that the server will make of it, but for pictures and films; undefined: the renderer is not here yet */
  render(text: string): string | undefined {
    return this.#module?.render(text, this.#context(this.#module)).html
  }

  #context({ EMPTY_CONTEXT }: Module): RenderContext {
    const { organization, people, groups, streams, emoji, linkifiers, preferences } = this.#known
    return {
      ...EMPTY_CONTEXT,
      origin: location.origin,
      users: (nameOrId) => (typeof nameOrId === 'number' ? people.get(nameOrId) : people.named(nameOrId)),
      groups: (name) => groups.named(name),
      streams: (name) => streams.named(name),
      customEmoji: (name) => emoji.urlOf(name),
      linkifiers: linkifiers.compiled,
      translateEmoticons: preferences.translateEmoticons,
      defaultCodeLanguage: organization.codeLanguage,
    }
  }
}
