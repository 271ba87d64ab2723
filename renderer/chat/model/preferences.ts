import type { Registration } from '../api/events.ts'
import { Observable } from './observable.ts'

/** What the person has chosen for all their devices, as far as this client heeds it. */
export class Preferences extends Observable {
  /** Whether `:)` becomes an emoji in what one sends. */
  translateEmoticons = false

  load({ user_settings }: Registration): void {
    this.translateEmoticons = user_settings.translate_emoticons
    this.changed()
  }

  update(property: string, value: unknown): void {
    if (property !== 'translate_emoticons') return
    this.translateEmoticons = value === true
    this.changed()
  }
}
