import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { Writer } from '../../server/db/writer.ts'
import type { Core } from '../../server/delivery/core.ts'
import { EventLog } from '../../server/delivery/event-log.ts'
import { Queues } from '../../server/delivery/queues.ts'
import { type Auth, createAuth } from '../../server/features/auth/index.ts'
import type { ExternalContent } from '../../server/features/external-content/index.ts'
import { createFill } from '../../server/features/register/index.ts'
import { Renderer } from '../../server/features/rendering/index.ts'
import { forGuests } from '../../server/features/sight/index.ts'
import type { Actor } from '../../server/http/call.ts'
import { silentLog } from '../../server/lib/log.ts'
import { createTestDatabase } from './database.ts'

/** The core as a host composes it, on a database: everything below HTTP. */
export interface TestCore extends Core {
  readonly queues: Queues
  readonly auth: Auth
  stop(): Promise<void>
}

/** Where pictures and films of elsewhere are to be had from us. */
type Addresses = Pick<ExternalContent, 'pathOf' | 'filmPathOf'>
const hidden = (url: string) => `/external_content/${Buffer.from(url).toString('hex')}`
const ADDRESSES: Addresses = { pathOf: hidden, filmPathOf: hidden }

export async function startCore(db: Database, elsewhere = ADDRESSES): Promise<TestCore> {
  const log = new EventLog(db, silentLog)
  const writer = new Writer(db)
  await log.start()
  const auth = createAuth({ db, key: randomBytes(32), log: silentLog })
  const renderer = new Renderer({
    db,
    log,
    origin: () => 'https://chat.acme.test',
    proxy: (url) => elsewhere.pathOf(url),
    proxyFilm: (url) => elsewhere.filmPathOf(url),
  })
  const { render, readTopicLinks } = renderer
  const queues = new Queues(db, log, 1, forGuests(db, log, createFill({ db, readTopicLinks }, auth.secrets)))
  return {
    db,
    log,
    render,
    readTopicLinks,
    writer,
    queues,
    auth,
    async stop() {
      queues.stop()
      log.stop()
      await writer.stop()
      await renderer.stop()
    },
  }
}

/** A core of its own for one test, with members 1…count: user 1 is the owner. */
export async function createTestCore(count: number, elsewhere?: Addresses): Promise<TestCore> {
  const db = await createTestDatabase()
  await insertPeople(db, count)
  const core = await startCore(db, elsewhere)
  onTestFinished(() => core.stop())
  return core
}

/** Acme with users 1…count, of which the first owns it. */
export async function insertPeople(db: Database, count: number): Promise<void> {
  await db.query(`insert into organization (id, name) values (1, 'Acme')`)
  await db.query(
    `insert into user_account (email, delivery_email, full_name, role)
     select 'u' || i || '@acme.test', 'u' || i || '@acme.test', 'User ' || i, case i when 1 then 100 else 400 end
     from generate_series(1, $1::int) i`,
    [count],
  )
}

export function actor(id: number, role: Actor['role'] = id === 1 ? 100 : 400): Actor {
  return { id, email: `u${id}@acme.test`, fullName: `User ${id}`, role, isBot: false }
}
