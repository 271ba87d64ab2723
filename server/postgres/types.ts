import type { Connection } from '../db/database.ts'
import type { Log } from '../lib/log.ts'

export interface PostgresState {
  readonly state: 'stopped' | 'starting' | 'running' | 'degraded' | 'failed'
  /** Why, in one sentence; empty when there is nothing to say. */
  readonly reason: string
  /** What the administrator should do next; empty when nothing needs doing. */
  readonly advice: string
}

export interface PostgresOptions {
  /** The cluster, e.g. DIR/postgres; made when missing. Its parent is the caller's, and locked by the caller. */
  readonly dataDir: string
  /** Where the socket goes if the path is short enough and the server's account can reach it. */
  readonly runDir: string
  /** Receives what Postgres itself writes; rotated by size at each start. */
  readonly logFile: string
  /** Password of the role `hearth`: printable ASCII. */
  readonly password: string
  /** Password of the superuser `postgres`: printable ASCII. */
  readonly superuserPassword: string
  readonly log: Log
  onState(state: PostgresState): void
  /** Server settings laid over Hearth's own, e.g. for a test that shows what `fsync = off` loses. */
  readonly settings?: Readonly<Record<string, string>>
}

export interface Postgres {
  /** Creates, repairs and starts the cluster as needed. Rejects with a PostgresError and leaves no process behind. */
  start(): Promise<Connection>
  /** Stops whatever is under way; resolves when no process of the cluster is left. Takes a few seconds at most; `start` waits for it. */
  stop(): Promise<void>
  /** The postmaster's process id while there is one. */
  readonly pid: number | undefined
  /** The superuser, in the maintenance database; for backups and tests. Valid after the first start. */
  superuser(): Connection
}

/** An account that Postgres runs as because the host itself runs as root. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

export interface Programs {
  /** The folder with bin, lib and share. */
  readonly native: string
  readonly major: number
}

/** Where the server listens. On Unix `host` is the socket's folder. */
export interface Endpoint {
  readonly host: string
  readonly port: number
  readonly kind: 'socket' | 'tcp'
}

/** Everything the steps of a start need to know about one cluster. */
export interface Cluster {
  /** Free of symlinks, so that it can be compared with what the system reports of a process. */
  readonly dataDir: string
  readonly account: Account | undefined
  readonly programs: Programs
  readonly endpoint: Endpoint
  /** A 0700 folder that the server's account owns. */
  readonly runtimeDir: string
  readonly logFile: string
  readonly log: Log
  readonly settings: Readonly<Record<string, string>>
}
