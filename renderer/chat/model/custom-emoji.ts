import type { WireEmoji } from '../api/objects.ts'
import { Observable } from './observable.ts'

/** The emoji that the organization has made for itself. */
export class CustomEmoji extends Observable {
  #urls = new Map<string, string>()

  /** All that there are: each change tells them anew. */
  set(emoji: Readonly<Record<string, WireEmoji>>): void {
    const used = Object.values(emoji).filter(({ deactivated }) => !deactivated)
    this.#urls = new Map(used.map(({ name, source_url }) => [name, source_url]))
    this.changed()
  }

  /** The address of its picture. */
  urlOf(name: string): string | undefined {
    return this.#urls.get(name)
  }
}
