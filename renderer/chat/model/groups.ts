import type { GroupEvent, Registration } from '../api/events.ts'
import type { WireGroup } from '../api/objects.ts'
import { Observable } from './observable.ts'

export interface Group {
  readonly id: number
  readonly name: string
  readonly isActive: boolean
  /** Made by Hearth itself, such as everyone: not to be mentioned. */
  readonly isSystem: boolean
  /** Ids of those who are in it themselves, not by a subgroup. */
  readonly members: ReadonlySet<number>
}

/** The user groups, those no longer used included: messages name them still. */
export class Groups extends Observable {
  #byId = new Map<number, Group>()

  load({ realm_user_groups }: Registration): void {
    this.#byId = new Map(realm_user_groups.map((group) => [group.id, toGroup(group)]))
    this.changed()
  }

  get(id: number): Group | undefined {
    return this.#byId.get(id)
  }

  named(name: string): Group | undefined {
    const found = [...this.#byId.values()].filter((group) => group.name === name && !group.isSystem)
    return found.sort((a, b) => Number(b.isActive) - Number(a.isActive))[0]
  }

  handle(event: GroupEvent): void {
    switch (event.op) {
      case 'add':
        this.#byId.set(event.group.id, toGroup(event.group))
        break
      case 'update':
        this.#update(event.group_id, event.data)
        break
      case 'remove':
        this.#byId.delete(event.group_id)
        break
      case 'add_members':
      case 'remove_members':
        this.#changeMembers(event.group_id, event.user_ids, event.op === 'add_members')
        break
      case 'add_subgroups':
      case 'remove_subgroups':
        break
      default:
        event satisfies never
    }
    this.changed()
  }

  #update(id: number, { name, deactivated }: Partial<WireGroup>): void {
    const group = this.#byId.get(id)
    if (!group) return
    const isActive = deactivated === undefined ? group.isActive : !deactivated
    this.#byId.set(id, { ...group, name: name ?? group.name, isActive })
  }

  #changeMembers(id: number, users: readonly number[], isIn: boolean): void {
    const group = this.#byId.get(id)
    if (!group) return
    const others = [...group.members].filter((member) => !users.includes(member))
    this.#byId.set(id, { ...group, members: new Set(isIn ? [...others, ...users] : others) })
  }
}

function toGroup({ id, name, deactivated, is_system_group, members }: WireGroup): Group {
  return { id, name, isActive: !deactivated, isSystem: is_system_group, members: new Set(members) }
}
