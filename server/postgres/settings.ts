import { lchownSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { shortHash } from './folders.ts'
import type { Cluster } from './types.ts'

const MB = 1024 * 1024

/** Distinguishes this cluster's processes in process lists. */
export function clusterName(dataDir: string): string {
  return `hearth-${shortHash(dataDir)}`
}

/** In MB. A chat's working set is small, and idle memory is what a desktop user sees. */
function sharedBuffers(): number {
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY
  return Math.round(Math.min(256, Math.max(128, Math.min(os.totalmem(), limit) / MB / 32)))
}

/**
 * How a server that was killed flushes its folder before it repairs itself. One by one its 1,300 files took 20 s on a
 * disk that others were writing to, during which nobody could send; one call for the file system took a tenth of that.
 * Before Linux 5.8 that call does not report errors of the disk.
 */
function flushMethod(): 'syncfs' | 'fsync' {
  const [major = 0, minor = 0] = os.release().split('.').map(Number)
  return process.platform === 'linux' && (major > 5 || (major === 5 && minor >= 8)) ? 'syncfs' : 'fsync'
}

function listening({ endpoint }: Cluster): Record<string, string> {
  if (endpoint.kind === 'tcp') {
    return { listen_addresses: endpoint.host, port: String(endpoint.port), unix_socket_directories: '' }
  }
  return {
    listen_addresses: '',
    port: String(endpoint.port),
    unix_socket_directories: endpoint.host,
    unix_socket_permissions: '0700',
  }
}

/** Every setting that Hearth wants different from, or certain against, the server's own defaults. */
function serverSettings(cluster: Cluster): Record<string, string> {
  return {
    ...listening(cluster),
    cluster_name: clusterName(cluster.dataDir),
    // What was acknowledged survives a power cut.
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    // Bounds the repair after a crash to a few seconds.
    max_wal_size: '256MB',
    checkpoint_timeout: '15min',
    recovery_init_sync_method: flushMethod(),
    // A third less log for small writes, hence fewer checkpoints, at no cost that could be measured.
    wal_compression: 'pglz',
    // Without worker processes: 9 MB less memory when idle, and reads that are no slower here.
    io_method: 'sync',
    shared_buffers: `${sharedBuffers()}MB`,
    max_connections: '50',
    max_wal_senders: '4',
    random_page_cost: '1.1',
    jit: 'off',
    autovacuum: 'on',
    password_encryption: 'scram-sha-256',
    // Settings come from here alone; a restored or tampered postgresql.auto.conf would win over this file.
    allow_alter_system: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // errors.ts reads the server's messages.
    lc_messages: 'C',
    logging_collector: 'off',
    log_checkpoints: 'off',
    // Messages of users must not reach the log: neither statements nor the key values of a violated constraint.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...cluster.settings,
  }
}

function accessRules(kind: Cluster['endpoint']['kind']): string {
  const where = kind === 'tcp' ? ['host', '127.0.0.1/32'] : ['local', '']
  return [
    `${where[0]} all all ${where[1]} scram-sha-256`,
    `${where[0]} replication postgres ${where[1]} scram-sha-256`,
    '',
  ].join('\n')
}

function replaceFile(cluster: Cluster, name: string, text: string): void {
  const file = path.join(cluster.dataDir, name)
  const fresh = `${file}.hearth`
  // The folder is the server account's: 'wx' after a removal, then a rename, so that no symlink in it is ever followed.
  rmSync(fresh, { force: true })
  writeFileSync(fresh, text, { flag: 'wx', mode: 0o600 })
  if (cluster.account) lchownSync(fresh, cluster.account.uid, cluster.account.gid)
  renameSync(fresh, file)
}

/** Writes the server's configuration anew, whatever state the last one was in. */
export function writeConfiguration(cluster: Cluster): void {
  const lines = Object.entries(serverSettings(cluster)).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`,
  )
  replaceFile(cluster, 'postgresql.conf', `# Hearth writes this file at every start.\n${lines.join('\n')}\n`)
  replaceFile(
    cluster,
    'pg_hba.conf',
    `# Hearth writes this file at every start.\n${accessRules(cluster.endpoint.kind)}`,
  )
  rmSync(path.join(cluster.dataDir, 'postgresql.auto.conf'), { force: true })
}
