import fc from 'fast-check'
import { test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { doSubscribe } from '../../server/features/streams/actions/subscribe.ts'
import { insertPeople, startCore } from '../support/core.ts'
import { openTestDatabase } from '../support/database.ts'
import { insertDirectGroup } from '../support/organization.ts'
import { DEEP, runs } from '../support/runs.ts'
import { compare } from './core/compare.ts'
import { STEPS } from './core/steps.ts'
import { DIRECT, GUEST, type Step, USERS, World, who } from './core/world.ts'

const user = fc.constantFrom(...USERS)
const nat = fc.nat({ max: 1_000 })
const place = fc.nat({ max: 2 })
const of = <K extends string>(
  kind: K,
  weight: number,
  more: Record<string, fc.Arbitrary<number | number[] | string>>,
) => ({
  weight,
  arbitrary: fc.record({ kind: fc.constant(kind), user, ...more }) as fc.Arbitrary<unknown> as fc.Arbitrary<Step>,
})

const step = fc.oneof(
  of('send', 10, { place, topic: place, pick: nat, calls: place }),
  of('sendDirect', 2, { pick: nat }),
  of('read', 5, { picks: fc.array(nat, { minLength: 1, maxLength: 4 }) }),
  of('unread', 3, { picks: fc.array(nat, { minLength: 1, maxLength: 3 }) }),
  of('readTopic', 1, { pick: nat }),
  of('readAll', 1, {}),
  of('star', 1, { picks: fc.array(nat, { minLength: 1, maxLength: 2 }) }),
  of('edit', 2, { pick: nat }),
  of('move', 6, {
    pick: nat,
    place,
    topic: place,
    mode: fc.constantFrom('change_one', 'change_later', 'change_all'),
  }),
  of('delete', 1, { pick: nat }),
  of('subscribe', 2, { place }),
  of('unsubscribe', 2, { place }),
  of('deactivate', 1, {}),
  of('reactivate', 2, {}),
  of('react', 3, { pick: nat, place }),
  of('watch', 2, { place }),
  of('wish', 2, { pick: nat, place, topic: place }),
  of('mute', 1, { pick: nat }),
  of('expire', 1, { pick: nat, place }),
  of('schedule', 2, { pick: nat, place, topic: place }),
  of('restart', 1, {}),
  of('sync', 2, {}),
)

/** The numbers of automatically_follow_topics_policy. */
const FOLLOW_WHERE_WRITING = 2

async function run(db: Database, steps: readonly Step[]): Promise<void> {
  await insertPeople(db, USERS.length)
  await db.query('update user_account set role = 600 where id = $1', [GUEST])
  await db.query('update user_account set settings = $1', [
    { automatically_follow_topics_policy: FOLLOW_WHERE_WRITING },
  ])
  const core = await startCore(db)
  const make = (name: string, users: number[], inviteOnly: boolean, publicHistory: boolean) =>
    doSubscribe(core, who(1), { streams: [{ name, description: '' }], users, inviteOnly, publicHistory })
  await make('open', USERS, false, true)
  await make('closed', [1, 2], true, true)
  await make('guarded', [2, 3], true, false)
  await db.query('update stream set message_retention_days = 30')
  const rows = await db.query<{ id: number }>('select id from stream order by id')
  const world = new World(
    db,
    core,
    rows.map((row) => row.id),
    await insertDirectGroup(db, DIRECT),
  )
  try {
    for (const id of USERS) await world.register(id)
    for (const s of steps) if (world.isActive(s.user)) await STEPS[s.kind]?.(world, s)
    await compare(world)
  } finally {
    await world.core.stop()
  }
}

test('whatever people do, flags, unread sets, histories and events are those of a row per recipient', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 100, size: 'max' }), async (steps) => {
      const { db, drop } = await openTestDatabase()
      try {
        await run(db, steps)
      } finally {
        await drop()
      }
    }),
    // Shrinking a failure is bounded, too.
    { ...runs(15, 300), plugins: [fc.interruptAfterTimeLimit(DEEP ? 500_000 : 100_000)] },
  )
})
