import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { createDatabase } from '../../../server/db/database.ts'
import { migrate } from '../../../server/db/migrate.ts'
import { silentLog } from '../../../server/lib/log.ts'
import { createPostgres, type Postgres } from '../../../server/postgres/index.ts'

/** The product's database with its tables and settings, for programs that do nothing else with it. */
export interface FloorDatabase {
  readonly client: pg.Client
  /** Stores messages in one statement, with the rows the product writes: the message and its event. Answers their ids. */
  insert(contents: readonly string[]): Promise<number[]>
  stop(): Promise<void>
}

const INSERT = `with m as (
    insert into message (id, recipient_id, topic_id, sent_recipient_id, sender_id, date_sent, content, rendered)
    select nextval('message_id_seq'), 1, 1, 1, 1, now(), c, r from unnest($1::text[], $2::text[]) x(c, r) returning id),
  e as (
    insert into event (id, type, audience, recipient_id, message_id)
    select nextval('event_id_seq'), 'message', 2, 1, id from m)
  select id from m order by id`

/** A cluster as the product makes it; the role's password is `floor`. */
export function createFloorPostgres(folder: string): Postgres {
  return createPostgres({
    dataDir: join(folder, 'postgres'),
    runDir: join(folder, 'run'),
    logFile: join(folder, 'postgres.log'),
    password: 'floor',
    superuserPassword: 'floor',
    log: silentLog,
    onState: () => undefined,
  })
}

export async function openFloorDatabase(): Promise<FloorDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-floor-'))
  const postgres = createFloorPostgres(folder)
  const raise = (error: Error) => {
    throw error
  }
  const db = createDatabase(await postgres.start(), raise, 1)
  await migrate(db, silentLog)
  const client = await db.dedicated()
  await db.end()
  return {
    client,
    async insert(contents) {
      const rendered = contents.map((text) => `<p>${text}</p>`)
      const { rows } = await client.query<{ id: number }>({
        name: 'insert',
        text: INSERT,
        values: [contents, rendered],
      })
      return rows.map((row) => row.id)
    },
    async stop() {
      await client.end()
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Group commit and nothing else: what arrives while a transaction is in flight forms the next. */
export function groupCommit(insert: FloorDatabase['insert']): (content: string) => Promise<number> {
  const waiting: { content: string; resolve: (id: number) => void }[] = []
  let isBusy = false
  const drain = async () => {
    isBusy = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0, 128)
      const ids = await insert(batch.map((one) => one.content))
      for (const [i, one] of batch.entries()) one.resolve(ids[i] ?? 0)
    }
    isBusy = false
  }
  return (content) =>
    new Promise((resolve) => {
      waiting.push({ content, resolve })
      if (!isBusy) void drain()
    })
}
