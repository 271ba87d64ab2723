import type { Registration } from '../api/events.ts'
import { Observable } from './observable.ts'

/** The organization, and how far its state has come. */
export class Organization extends Observable {
  name = ''
  /** Of code that does not say which it is. */
  codeLanguage = ''
  /** `loading` until the first state is here; `settled` once the recent messages are, too. */
  status: 'loading' | 'loaded' | 'settled' = 'loading'

  load({ realm_name, realm_default_code_block_language }: Registration): void {
    this.name = realm_name
    this.codeLanguage = realm_default_code_block_language
    if (this.status === 'loading') this.status = 'loaded'
    this.changed()
  }

  setSettled(): void {
    this.status = 'settled'
    this.changed()
  }

  update(property: string, value: unknown): void {
    if (property === 'name' && typeof value === 'string') this.name = value
    if (property === 'default_code_block_language' && typeof value === 'string') this.codeLanguage = value
    this.changed()
  }
}
