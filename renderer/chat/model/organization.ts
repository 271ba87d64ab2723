import type { Registration } from '../api/events.ts'
import { Observable } from './observable.ts'

/** The organization, and how far its state has come. */
export class Organization extends Observable {
  name = ''
  /** `loading` until the first state is here; `settled` once the recent messages are, too. */
  status: 'loading' | 'loaded' | 'settled' = 'loading'

  load({ realm_name }: Registration): void {
    this.name = realm_name
    if (this.status === 'loading') this.status = 'loaded'
    this.changed()
  }

  setSettled(): void {
    this.status = 'settled'
    this.changed()
  }

  update(property: string, value: unknown): void {
    if (property === 'name' && typeof value === 'string') this.name = value
    this.changed()
  }
}
