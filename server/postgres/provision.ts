import pg from 'pg'
import type { Connection } from '../db/database.ts'
import { PostgresError } from './errors.ts'
import { program } from './locate.ts'
import { folderArgument, run, runOptions } from './run.ts'
import { scramVerifier } from './scram.ts'
import type { Cluster } from './types.ts'
import { until } from './wait.ts'

const ROLE = 'hearth'
const DATABASE = 'hearth'
const EXTENSIONS = ['btree_gin', 'pg_trgm', 'unaccent']

// https://www.postgresql.org/docs/18/errcodes-appendix.html
const CANNOT_CONNECT_NOW = '57P03'
const INVALID_PASSWORD = '28P01'

export interface Passwords {
  readonly password: string
  readonly superuserPassword: string
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code
}

/** Where the organization's data is, as the role that the chat server uses. */
export function hearthConnection({ endpoint }: Cluster, { password }: Passwords): Connection {
  return { host: endpoint.host, port: endpoint.port, user: ROLE, password, database: DATABASE }
}

export function superuserConnection({ endpoint }: Cluster, { superuserPassword }: Passwords): Connection {
  return {
    host: endpoint.host,
    port: endpoint.port,
    user: 'postgres',
    password: superuserPassword,
    database: 'postgres',
  }
}

/** Runs `work` on a connection of its own; a server that is still starting is waited for. */
async function connected<T>(to: Connection, signal: AbortSignal, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const open = async () => {
    const client = new pg.Client({ ...to, connectionTimeoutMillis: 10_000, application_name: 'hearth supervisor' })
    client.on('error', () => {}) // told to the query that is under way as well
    try {
      await client.connect()
      return client
    } catch (error) {
      await client.end().catch(() => {})
      if (codeOf(error) === CANNOT_CONNECT_NOW) return undefined
      throw error
    }
  }
  const client = await until(open, { within: 30_000, every: 20, signal })
  if (!client) throw new PostgresError('The database takes no connections.', 'Restart Hearth.')
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** What the chat server finds when it logs in with its password; any refusal counts as not set up. */
async function isProvisioned(cluster: Cluster, passwords: Passwords, signal: AbortSignal): Promise<boolean> {
  try {
    return await connected(hearthConnection(cluster, passwords), signal, async (client) => {
      const { rows } = await client.query<{ count: number }>(
        'select count(*)::int as count from pg_extension where extname = any($1)',
        [EXTENSIONS],
      )
      return rows[0]?.count === EXTENSIONS.length
    })
  } catch (error) {
    signal.throwIfAborted()
    if (/^(28|3D|42)/.test(codeOf(error) ?? '')) return false
    throw error
  }
}

async function createRoleAndDatabase(client: pg.Client, password: string): Promise<void> {
  const exists = async (catalog: string) => (await client.query(catalog, [ROLE])).rowCount === 1
  if (!(await exists('select from pg_roles where rolname = $1'))) await client.query(`create role ${ROLE}`)
  await client.query(
    `alter role ${ROLE} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
     password '${scramVerifier(password)}'`,
  )
  if (!(await exists('select from pg_database where datname = $1'))) {
    await client.query(`create database ${DATABASE} owner ${ROLE}`)
  }
  await client.query(`revoke all on database ${DATABASE}, postgres, template1 from public`)
}

/**
 * Makes sure that the role, the database and the extensions are there and that both passwords work. Each statement
 * may run again, so a crash between any two is repaired by the next start.
 *
 * @returns false when the superuser's password is not the given one: see `resetSuperuserPassword`
 */
export async function provision(cluster: Cluster, passwords: Passwords, signal: AbortSignal): Promise<boolean> {
  const superuser = superuserConnection(cluster, passwords)
  const done = await isProvisioned(cluster, passwords, signal)
  try {
    await connected(superuser, signal, async (client) => {
      if (!done) await createRoleAndDatabase(client, passwords.password)
    })
  } catch (error) {
    if (codeOf(error) === INVALID_PASSWORD) return false
    throw error
  }
  if (done) return true
  await connected({ ...superuser, database: DATABASE }, signal, async (client) => {
    // Hearth's role owns this database; nothing it may have put there must run with the superuser's rights.
    await client.query('set search_path = pg_catalog')
    for (const name of EXTENSIONS) await client.query(`create extension if not exists ${name} schema public`)
  })
  return true
}

/**
 * Gives the superuser the expected password through Postgres' single-user mode, which asks for none: a restored
 * cluster carries the password of the machine it came from. The server must be stopped.
 */
export async function resetSuperuserPassword(cluster: Cluster, password: string, signal: AbortSignal): Promise<void> {
  const { account, dataDir, programs } = cluster
  const args = ['--single', '-D', folderArgument(account, dataDir), 'postgres']
  const input = `alter role postgres login superuser password '${scramVerifier(password)}'\n`
  const options = runOptions(account, dataDir)
  const { code, output } = await run(program(programs, 'postgres'), args, options, { within: 60_000, input, signal })
  if (code === 0 && !/ERROR: /.test(output)) return
  throw new PostgresError(
    'The database refuses its administration password, and a new one could not be set.',
    'Restore the latest backup, or start with the master key that belongs to this data folder.',
    output,
  )
}
