import { spawn } from 'node:child_process'
import { chownSync, closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { serve } from '../child.ts'

/**
 * The parts of a server and nothing else: Postgres on an existing cluster, while HTTP and the driver are loaded; ready when
 * a first query has been answered. The postmaster is told apart by its own file, as pg_ctl does.
 */
const [cluster = '', postgres = '', socket = '', tls = ''] = process.argv.slice(2)
const { uid, gid } = statSync(cluster)
const isRoot = process.getuid?.() === 0
const account = isRoot ? { uid, gid } : {}
mkdirSync(socket, { recursive: true, mode: 0o700 })
chownSync(socket, uid, gid)
const log = openSync('/dev/null', 'a')
// Its own account cannot walk down to a folder of root's, only stand in it.
const server = spawn(postgres, ['-D', isRoot ? '/proc/self/cwd' : '.'], {
  ...account,
  cwd: cluster,
  env: { LC_ALL: 'C' },
  stdio: ['ignore', log, log],
})
closeSync(log)
process.once('exit', () => server.kill('SIGQUIT'))

const loading = Promise.all([import('fastify'), import('pg')])
const isReady = () => {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return Number(lines[0]) === server.pid && lines[7]?.trim() === 'ready'
  } catch {
    return false
  }
}
while (!isReady()) {
  if (server.exitCode !== null) throw new Error(`Postgres ended with ${server.exitCode}`)
  await new Promise((resolve) => setTimeout(resolve, 2))
}
const [{ default: fastify }, { default: pg }] = await loading
const client = new pg.Client({ host: socket, user: 'hearth', password: 'floor', database: 'hearth' })
await client.connect()
await client.query('select 1')
const app = fastify({ https: JSON.parse(readFileSync(tls, 'utf8')) as { key: string; cert: string } })
app.get('/health/live', () => ({ status: 'ok' }))
await app.listen({ port: 0, host: '127.0.0.1' })
serve({ ready: () => (app.server.address() as { port: number }).port }, async () => {
  const ended = new Promise((resolve) => server.once('exit', resolve))
  await client.end()
  server.kill('SIGINT')
  await ended
  rmSync(socket, { recursive: true, force: true })
})
