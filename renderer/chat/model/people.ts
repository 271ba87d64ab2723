import type { Registration } from '../api/events.ts'
import type { WireUser } from '../api/objects.ts'
import { Observable } from './observable.ts'

export interface Person {
  readonly id: number
  readonly name: string
  readonly isActive: boolean
  readonly isBot: boolean
}

/** Everyone in the organization, those who left included: their messages are still here. */
export class People extends Observable {
  #byId = new Map<number, Person>()
  me = 0

  load({ user_id, realm_users, realm_non_active_users }: Registration): void {
    this.me = user_id
    this.#byId = new Map([
      ...realm_users.map((user) => [user.user_id, toPerson(user)] as const),
      ...realm_non_active_users.map((user) => [user.user_id, { ...toPerson(user), isActive: false }] as const),
    ])
    this.changed()
  }

  get(id: number): Person | undefined {
    return this.#byId.get(id)
  }

  /** Whoever is called exactly that: of several, one who is still here, then the oldest account. */
  named(name: string): Person | undefined {
    const found = [...this.#byId.values()].filter((person) => person.name === name)
    return found.sort((a, b) => Number(b.isActive) - Number(a.isActive) || a.id - b.id)[0]
  }

  nameOf(id: number): string {
    return this.#byId.get(id)?.name ?? 'Someone'
  }

  /** The names of a direct conversation, as it is called. */
  namesOf(ids: readonly number[]): string {
    return ids.map((id) => (id === this.me ? `${this.nameOf(id)} (you)` : this.nameOf(id))).join(', ')
  }

  /** Those who can be written to, by name. */
  active(): Person[] {
    return [...this.#byId.values()].filter((person) => person.isActive).sort((a, b) => a.name.localeCompare(b.name))
  }

  add(user: WireUser): void {
    this.#byId.set(user.user_id, toPerson(user))
    this.changed()
  }

  update({ user_id, full_name, is_active }: Partial<WireUser> & { user_id: number }): void {
    const person = this.#byId.get(user_id)
    if (!person) return
    this.#byId.set(user_id, { ...person, name: full_name ?? person.name, isActive: is_active ?? person.isActive })
    this.changed()
  }

  /** The account is out of sight; what it wrote is not. */
  deactivate(id: number): void {
    this.update({ user_id: id, is_active: false })
  }
}

function toPerson(user: WireUser): Person {
  return { id: user.user_id, name: user.full_name, isActive: user.is_active, isBot: user.is_bot }
}
