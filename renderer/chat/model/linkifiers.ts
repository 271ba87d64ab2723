import type { Linkifier } from '../../../server/markdown/index.ts'
import type { WireLinkifier } from '../api/objects.ts'
import { Observable } from './observable.ts'

type Module = typeof import('../../../server/markdown/linkifiers/index.ts')

/**
 * What the organization wants linked. Its patterns are run by the server's own module, in linear time: the browser's
 * could be made to hang by one. That is large, and comes only where there is something to link.
 */
export class Linkifiers extends Observable {
  #module: Module | undefined
  #isWanted = false
  #rules: readonly WireLinkifier[] = []
  #compiled: readonly Linkifier[] = []

  /** None until their module has come. */
  get compiled(): readonly Linkifier[] {
    return this.#compiled
  }

  /** All that there are: each change tells them anew. */
  set(rules: readonly WireLinkifier[]): void {
    this.#rules = rules
    this.#compiled = this.#module?.compileLinkifiers(rules) ?? []
    this.changed()
    if (this.#isWanted) void this.load()
  }

  /** From now on they are had as soon as there are any. */
  async load(): Promise<void> {
    this.#isWanted = true
    if (this.#module || this.#rules.length === 0) return
    try {
      this.#module = await import('../../../server/markdown/linkifiers/index.ts')
    } catch {
      // The host is away: nothing is linked before the next change of them.
      return
    }
    this.set(this.#rules)
  }
}
