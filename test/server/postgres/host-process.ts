import { silentLog } from '../../../server/lib/log.ts'
import { createSupervisor } from '../../../server/postgres/supervisor.ts'

// A host of its own, for tests that kill it: argv is the PostgresOptions as JSON; prints a line when Postgres is ready.
const options = JSON.parse(process.argv[2] ?? '{}')
const postgres = createSupervisor({ ...options, log: silentLog, onState() {} })
const connection = await postgres.start()
process.stdout.write(`${JSON.stringify({ pid: postgres.pid, connection })}\n`)
process.stdin.once('data', () => process.exit(1))
