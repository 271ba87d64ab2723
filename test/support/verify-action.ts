import { expect } from 'vitest'
import { toClientId } from '../../server/delivery/queues.ts'
import { Wait } from '../../server/delivery/wait.ts'
import { readState } from '../../server/features/register/index.ts'
import { actor, type TestCore } from './core.ts'
import { Replica } from './replica.ts'
import type { ClientEvent } from './replica-part.ts'

// biome-ignore lint/suspicious/noExplicitAny: whatever an action takes
type Action = (...args: any[]) => unknown

/** Names of the actions that were verified in this file. */
export const verified = new Set<string>()

interface Snapshot {
  readonly replica: Replica
  readonly queue: string
  readonly cursor: number
}

/**
 * Runs an action and proves for every active user: what /register told before, and the events since, make what
 * /register tells now. Answers what the action answered.
 */
export async function verifyAction<A extends Action>(
  core: TestCore,
  action: A,
  ...args: Parameters<A>
): Promise<Awaited<ReturnType<A>>> {
  verified.add(action.name)
  const before = new Map<number, Snapshot>()
  for (const id of await activeUsers(core)) before.set(id, await register(core, id))
  const result = await action(...args)
  const after = await activeUsers(core)
  for (const [id, client] of before) {
    if (!after.includes(id)) continue
    await follow(core, id, client)
    const now = await register(core, id)
    expect(client.replica.state, `${action.name}: what events made of user ${id}'s state`).toEqual(now.replica.state)
  }
  return result as Awaited<ReturnType<A>>
}

/** In a closed organization nobody has a state. */
async function activeUsers(core: TestCore): Promise<number[]> {
  const rows = await core.db.query<{ id: number }>(
    `select id from user_account where is_active
       and not exists (select from organization where deactivated_at is not null) order by id`,
  )
  return rows.map((row) => row.id)
}

async function reader(core: TestCore, id: number) {
  const [row] = await core.db.query<{ role: 100 | 400 }>('select role from user_account where id = $1', [id])
  return actor(id, row?.role)
}

async function register(core: TestCore, id: number): Promise<Snapshot> {
  await core.log.look()
  const { state, lastEvent } = await core.db.withTransaction(
    (tx) => readState(tx, id, null, { secrets: core.auth.secrets }),
    'repeatable read',
  )
  const options = { eventTypes: null, applyMarkdown: false, allPublicStreams: false }
  const cursor = toClientId(lastEvent)
  return {
    replica: new Replica(id, state),
    queue: await core.queues.create(await reader(core, id), options, cursor),
    cursor,
  }
}

async function follow(core: TestCore, id: number, client: Snapshot): Promise<void> {
  await core.log.look()
  const events = await core.queues.poll(client.queue, await reader(core, id), client.cursor, new Wait(0))
  for (const { text } of events) client.replica.apply(JSON.parse(text) as ClientEvent)
}
