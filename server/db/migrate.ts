import type { Log } from '../lib/log.ts'
import type { Database } from './database.ts'
import { up as createCore } from './migrations/0001_create_core.ts'
import { up as createWriter } from './migrations/0002_create_writer.ts'
import { up as createMoves } from './migrations/0003_create_moves.ts'
import { up as createSocial } from './migrations/0004_create_social.ts'
import { up as createInvites } from './migrations/0005_create_invites.ts'
import { up as createPersonal } from './migrations/0006_create_personal.ts'
import { up as createSettings } from './migrations/0007_create_settings.ts'
import { up as createFiles } from './migrations/0008_create_files.ts'
import { up as createBots } from './migrations/0009_create_bots.ts'
import { up as createChannels } from './migrations/0010_create_channels.ts'
import { up as createSearch } from './migrations/0011_create_search.ts'
import { up as createRealm } from './migrations/0012_create_realm.ts'
import { up as createPreviews } from './migrations/0013_create_previews.ts'
import { up as createOutgoing } from './migrations/0014_create_outgoing.ts'
import { up as splitSearches } from './migrations/0015_split_searches.ts'
import { up as dropOrgTypes } from './migrations/0016_drop_org_types.ts'

/** In order; a number is never reused, a released migration never edited. */
const MIGRATIONS: readonly { readonly name: string; readonly up: string }[] = [
  { name: '0001_create_core', up: createCore },
  { name: '0002_create_writer', up: createWriter },
  { name: '0003_create_moves', up: createMoves },
  { name: '0004_create_social', up: createSocial },
  { name: '0005_create_invites', up: createInvites },
  { name: '0006_create_personal', up: createPersonal },
  { name: '0007_create_settings', up: createSettings },
  { name: '0008_create_files', up: createFiles },
  { name: '0009_create_bots', up: createBots },
  { name: '0010_create_channels', up: createChannels },
  { name: '0011_create_search', up: createSearch },
  { name: '0012_create_realm', up: createRealm },
  { name: '0013_create_previews', up: createPreviews },
  { name: '0014_create_outgoing', up: createOutgoing },
  { name: '0015_split_searches', up: splitSearches },
  { name: '0016_drop_org_types', up: dropOrgTypes },
]

/** A database that a newer Hearth has already changed; starting would damage it. */
class NewerDatabaseError extends Error {}

/**
 * Brings the organization's schema up to date, one transaction a migration, so that a crash leaves a whole step.
 * @param onProgress called before each step that has to run, with `done` of `total`
 * @throws {NewerDatabaseError} when the database knows a migration that this version does not
 */
export async function migrate(
  db: Database,
  log: Log,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<void> {
  await db.query('create table if not exists migration (name text primary key, at timestamptz not null default now())')
  const applied = new Set((await db.query<{ name: string }>('select name from migration')).map((row) => row.name))
  for (const name of applied) {
    if (!MIGRATIONS.some((m) => m.name === name)) {
      throw new NewerDatabaseError(
        `This data folder was used by a newer Hearth (it has the change "${name}", which this version does not know). ` +
          'Install that version or a later one; nothing was changed.',
      )
    }
  }
  const pending = MIGRATIONS.filter((m) => !applied.has(m.name))
  for (const [done, { name, up }] of pending.entries()) {
    onProgress(done, pending.length)
    log.info({ migration: name }, 'Updating the database')
    await db.withTransaction(async (tx) => {
      // Two nodes that start at once: the second waits here, then sees the row and leaves.
      await tx.query('select pg_advisory_xact_lock(4843)')
      if ((await tx.query('select from migration where name = $1', [name])).length > 0) return
      await tx.query(up)
      await tx.query('insert into migration (name) values ($1)', [name])
    })
  }
}
