import type { Database } from '../../db/database.ts'

/** Names are the callers' to choose: more than these are no honest clients', and share one. */
const MOST = 1_000
const TOO_MANY = 'Other'

const known = new WeakMap<Database, Map<string, number>>()

/** The id under which messages keep the name of the program that they were sent by. */
export async function clientId(db: Database, name: string): Promise<number> {
  let ids = known.get(db)
  if (!ids) known.set(db, (ids = await readAll(db)))
  return ids.get(name) ?? (await add(db, ids, ids.size < MOST ? name : TOO_MANY))
}

async function readAll(db: Database): Promise<Map<string, number>> {
  const rows = await db.query<{ id: number; name: string }>('select id, name from client')
  return new Map(rows.map(({ id, name }) => [name, id]))
}

async function add(db: Database, ids: Map<string, number>, name: string): Promise<number> {
  await db.query('insert into client (name) values ($1) on conflict (name) do nothing', [name])
  const [row] = await db.query<{ id: number }>('select id from client where name = $1', [name])
  const id = row?.id ?? 0
  ids.set(name, id)
  return id
}

const HUMAN = /^(website|desktop app|hearth|zulip(mobile|electron|terminal|android|ios|flutter|desktop)?)$/i

/**
 * Whether somebody sits before this program, and has read what they sent; a script's author has not. Zulip's rule for
 * when `read_by_sender` is not said: https://zulip.com/api/send-message#parameter-read_by_sender
 */
export function isForPeople(name: string): boolean {
  return HUMAN.test(name)
}
