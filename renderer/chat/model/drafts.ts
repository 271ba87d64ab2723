import type { Conversation } from './conversation.ts'
import { type Narrow, narrowKey, targetOf } from './narrow.ts'
import { Observable } from './observable.ts'

export interface Draft {
  readonly text: string
  /** Where it goes; undefined: not chosen yet. */
  readonly target: Conversation | undefined
}

/** What is being written, one draft a narrow. In memory: it outlives lost connections and queues, not the page. */
export class Drafts extends Observable {
  readonly #byNarrow = new Map<string, Draft>()

  get(narrow: Narrow): Draft {
    return this.#byNarrow.get(narrowKey(narrow)) ?? { text: '', target: targetOf(narrow) }
  }

  get hasText(): boolean {
    return [...this.#byNarrow.values()].some(({ text }) => text.trim() !== '')
  }

  set(narrow: Narrow, draft: Draft): void {
    this.#byNarrow.set(narrowKey(narrow), draft)
    this.changed()
  }

  /** After sending: the next message goes to the same place. */
  clearText(narrow: Narrow): void {
    this.set(narrow, { ...this.get(narrow), text: '' })
  }
}
