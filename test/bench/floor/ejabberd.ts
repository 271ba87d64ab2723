import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '../../../server/lib/ports.ts'
import { serve } from '../child.ts'
import { createCertificate } from './certificate.ts'

// ejabberd with a room whose archive is on, on loopback, with a configuration and a database of this run only.
const folder = mkdtempSync(join(tmpdir(), 'hearth-ejabberd-'))
const port = await findFreePort(15_222)
let server: ChildProcess | undefined

function configuration(): string {
  return `hosts: [localhost]
loglevel: warning
certfiles: ["${folder}/both.pem"]
auth_method: [anonymous]
anonymous_protocol: sasl_anon
allow_multiple_connections: true
listen:
  - { port: ${port}, ip: "127.0.0.1", module: ejabberd_c2s, shaper: none, access: all, tls: true }
modules:
  mod_disco: {}
  mod_mam: { db_type: mnesia, default: always }
  mod_muc:
    host: conf.localhost
    access: all
    access_create: all
    max_users: 5000
    user_message_shaper: none
    user_presence_shaper: none
    default_room_options: { mam: true, max_users: 5000 }
`
}

/** As the account that Debian's package makes: it refuses to be root. */
function account(): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8').match(/^ejabberd:[^:]*:(\d+):(\d+)/m)
  return { uid: Number(line?.[1]), gid: Number(line?.[2]) }
}

async function ready(): Promise<number> {
  if (server) return port
  const owner = account()
  const { key, cert } = createCertificate()
  mkdirSync(join(folder, 'db'))
  writeFileSync(join(folder, 'both.pem'), key + cert)
  writeFileSync(join(folder, 'ejabberd.yml'), configuration())
  for (const path of ['', 'db', 'both.pem', 'ejabberd.yml']) chownSync(join(folder, path), owner.uid, owner.gid)
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    ERL_LIBS: '/usr/lib/x86_64-linux-gnu',
    ERL_CRASH_DUMP: '/dev/null',
    EJABBERD_CONFIG_PATH: join(folder, 'ejabberd.yml'),
    EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
  }
  const args = ['-noinput', '+K', 'true', '-mnesia', 'dir', `"${folder}/db"`, '-s', 'ejabberd']
  server = spawn('erl', args, { ...owner, env, cwd: folder, stdio: 'ignore' })
  for (let i = 0; i < 200; i++) {
    if (await answers()) return port
    await sleep(100)
  }
  throw new Error(`ejabberd did not start: ${readFileSync(join(folder, 'ejabberd.log'), 'utf8').slice(-2000)}`)
}

function answers(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

serve({ ready }, async () => {
  const ended = new Promise((resolve) => (server ? server.once('exit', resolve) : resolve(undefined)))
  server?.kill('SIGKILL')
  await ended
  rmSync(folder, { recursive: true, force: true })
})
