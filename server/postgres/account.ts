import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import type { Log } from '../lib/log.ts'
import { PostgresError } from './errors.ts'
import type { Account } from './types.ts'

const OWN_ACCOUNT = 'hearth-postgres'

function accounts(): Account[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((f) => f.length >= 4)
    .map((f) => ({ name: f[0] ?? '', uid: Number(f[2]), gid: Number(f[3]) }))
}

/** initdb refuses a user id without an account, so an arbitrary number will not do. */
function findAccount(wanted: (a: Account) => boolean): Account | undefined {
  return accounts().find((a) => a.uid > 0 && wanted(a))
}

function createAccount(): Account | undefined {
  const options = ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--user-group']
  try {
    execFileSync('useradd', [...options, '--shell', '/usr/sbin/nologin', OWN_ACCOUNT], {
      stdio: 'ignore',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    })
  } catch {
    return undefined // no useradd, a read-only /etc, or another start was quicker: the caller looks again
  }
  return findAccount((a) => a.name === OWN_ACCOUNT)
}

function ownerOf(dataDir: string): Account | undefined {
  const uid = statSync(dataDir, { throwIfNoEntry: false })?.uid
  return uid ? findAccount((a) => a.uid === uid) : undefined
}

/**
 * The account for Postgres when this process is root, which Postgres refuses to run as; undefined when it is not root.
 * An existing cluster stays with its owner, so that an account made later does not take its files away.
 */
export function chooseAccount(dataDir: string, log: Log): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const own = ownerOf(dataDir) ?? findAccount((a) => a.name === OWN_ACCOUNT) ?? createAccount()
  if (own) return own
  for (const name of [OWN_ACCOUNT, 'postgres', 'nobody']) {
    const shared = findAccount((a) => a.name === name)
    if (!shared) continue
    if (name !== OWN_ACCOUNT)
      log.warn({ account: name }, 'The database runs as an account that other programs may share')
    return shared
  }
  throw new PostgresError(
    'Hearth runs as root, and there is no unprivileged account for its database.',
    `Create one with "useradd --system ${OWN_ACCOUNT}", or run Hearth as an ordinary user.`,
  )
}
