import pg from 'pg'

// Ids stay below 2^53 (event ids too: log id × 1024 + n), so int8 is a number here.
const types = new pg.TypeOverrides()
types.setTypeParser(20, Number)
types.setTypeParser(1016, (text) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number)))

/** Reads: a pool, or a transaction. A route that has only this cannot write by accident. */
export interface ReadDb {
  /** @param origin `built`: the text is put together from what a client asks for, so that there is no end of them */
  query<Row extends object>(text: string, values?: readonly unknown[], origin?: 'built'): Promise<Row[]>
}

/** A transaction: what `do…` actions write through. Only `transaction` makes one. */
export interface WriteTx extends ReadDb {
  readonly tx: true
}

/** Where the organization's database is; `host` may be the folder of a unix socket. */
export interface Connection {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
}

export interface Database extends ReadDb {
  /** Runs `work` in one transaction; rolls back and rethrows when it throws. */
  withTransaction<T>(work: (tx: WriteTx) => Promise<T>, isolation?: 'read committed' | 'repeatable read'): Promise<T>
  /** A connection of its own, for LISTEN and the writer. */
  dedicated(): Promise<pg.Client>
  end(): Promise<void>
}

/** Each connection keeps the plan of each statement with a name, some 100 kB; of built ones, the first so many. */
const MAX_BUILT = 200
const names = new Map<string, string>()
let built = 0

/** The text itself is the statement's identity. @returns undefined: it is planned anew each time */
function nameOf(text: string, origin: 'built' | undefined): string | undefined {
  const known = names.get(text)
  if (known !== undefined) return known
  if (origin === 'built' && built++ >= MAX_BUILT) return undefined
  const name = `s${names.size}`
  names.set(text, name)
  return name
}

/** Rows of one prepared statement. */
async function run<Row>(
  client: pg.Pool | pg.PoolClient,
  text: string,
  values?: readonly unknown[],
  origin?: 'built',
): Promise<Row[]> {
  const config = values ? { name: nameOf(text, origin), text, values: values as unknown[] } : { text }
  return (await client.query(config as pg.QueryConfig)).rows as Row[]
}

export function createDatabase(connection: Connection, onError: (error: Error) => void, max = 8): Database {
  const config: pg.PoolConfig = {
    ...connection,
    types,
    max,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: 5_000,
    application_name: 'hearth',
    // Statements are written so that one plan serves all values. Left to choose, Postgres makes most of them a new plan
    // each time, since a list of one looks cheaper than a list: that costs more than running them.
    options: '-c plan_cache_mode=force_generic_plan',
  }
  const pool = new pg.Pool(config)
  // An idle client whose server went away: the pool drops it, the next query connects again.
  pool.on('error', onError)
  return {
    query: (text, values, origin) => run(pool, text, values, origin),
    async withTransaction(work, isolation = 'read committed') {
      const client = await pool.connect()
      let broken: Error | undefined
      const onBroken = (e: Error) => (broken = e)
      client.on('error', onBroken)
      try {
        await client.query(`begin isolation level ${isolation}`)
        const result = await work({ tx: true, query: (text, values, origin) => run(client, text, values, origin) })
        await client.query('commit')
        return result
      } catch (error) {
        await client.query('rollback').catch((e: Error) => (broken = e))
        throw error
      } finally {
        client.removeListener('error', onBroken)
        client.release(broken)
      }
    },
    async dedicated() {
      const client = new pg.Client({ ...config, types })
      client.on('error', onError)
      await client.connect()
      return client
    },
    end: () => pool.end(),
  }
}
