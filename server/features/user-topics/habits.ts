import { DEFAULT_USER_SETTINGS } from '../../contract/settings/user.ts'
import type { ReadDb } from '../../db/database.ts'
import type { StoredEvent } from '../../db/writer.ts'
import type { EventLog } from '../../delivery/event-log.ts'
import { BoundedMap } from '../../lib/bounded-map.ts'
import { readUserSettings } from '../user-settings/index.ts'

/** What somebody wants to happen by itself; 1 where they take part, 2 where they write, 3 what they begin, 4 nowhere. */
export interface Habit {
  readonly follow: number
  readonly unmute: number
  readonly whereMentioned: boolean
  /** Topics, by what was done there, where doing it again changes nothing. */
  readonly settled: Set<string>
}

/** What is forgotten is read again: these bound the memory, and nothing else. */
const MAX_PEOPLE = 5_000
const MAX_SETTLED = 100

const CHANGES: ReadonlySet<string> = new Set(['user_settings', 'user_topic', 'subscription'])

/** Kept in memory until an event says that something of it may have changed: a send must not pay for it. */
export class Habits {
  readonly #db: ReadDb
  /** undefined: nobody who follows anything */
  readonly #known = new BoundedMap<number, Promise<Habit | undefined>>(MAX_PEOPLE)

  constructor(db: ReadDb, log: EventLog) {
    this.#db = db
    log.hear((events) => {
      for (const event of events) if (isChange(event)) for (const user of event.users ?? []) this.#known.delete(user)
    })
  }

  /** @returns undefined: they never follow anything */
  of(user: number): Promise<Habit | undefined> {
    return this.#known.get(user) ?? this.#learn(user, readHabits(this.#db, [user]))
  }

  /** One read for all who are not known yet. @returns without those who never follow anything */
  async read(users: readonly number[]): Promise<Map<number, Habit>> {
    const missing = users.filter((user) => this.#known.get(user) === undefined)
    const reading = readHabits(this.#db, missing)
    const learned = users.map((user) => this.#known.get(user) ?? this.#learn(user, reading))
    const habits = await Promise.all(learned)
    return new Map(
      users.flatMap((user, i) => {
        const habit = habits[i]
        return habit ? [[user, habit]] : []
      }),
    )
  }

  /** Noted before it is known, so that what changes meanwhile is not missed. */
  #learn(user: number, reading: Promise<Map<number, Habit>>): Promise<Habit | undefined> {
    const habit = reading.then((habits) => habits.get(user))
    this.#known.set(user, habit)
    // Not to be kept when the database was away.
    habit.catch(() => this.#known.get(user) === habit && this.#known.delete(user))
    return habit
  }
}

/** More than followed no topic can become, so hearing of that unsettles nothing. */
function isChange({ type, payload }: StoredEvent): boolean {
  return CHANGES.has(type) && payload?.['visibility_policy'] !== 3
}

export function settle({ settled }: Habit, key: string): void {
  if (settled.size >= MAX_SETTLED) settled.clear()
  settled.add(key)
}

/** Programs follow nothing, whatever their settings say. */
async function readHabits(db: ReadDb, users: readonly number[]): Promise<Map<number, Habit>> {
  if (users.length === 0) return new Map()
  const [people, settings] = await Promise.all([
    db.query<{ id: number }>('select id from user_account where id = any ($1) and not is_bot and not is_system', [
      users,
    ]),
    readUserSettings(db, users),
  ])
  return new Map(
    people.map(({ id }) => {
      const own = settings.get(id) ?? DEFAULT_USER_SETTINGS
      const habit = {
        follow: own.automatically_follow_topics_policy,
        unmute: own.automatically_unmute_topics_in_muted_streams_policy,
        whereMentioned: own.automatically_follow_topics_where_mentioned,
        settled: new Set<string>(),
      }
      return [id, habit]
    }),
  )
}
