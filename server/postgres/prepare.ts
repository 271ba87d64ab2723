import { once } from 'node:events'
import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'
import { chooseAccount } from './account.ts'
import { runtimeFolder } from './folders.ts'
import { locatePrograms } from './locate.ts'
import { programsFor } from './runtime-copy.ts'
import type { Cluster, Endpoint, PostgresOptions } from './types.ts'

/** A socket is in a folder of its own, so every cluster can have the standard number. */
const SOCKET_PORT = 5432

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A free port of this machine, for systems where node-postgres knows no sockets. */
export async function tcpEndpoint(): Promise<Endpoint> {
  return { kind: 'tcp', host: '127.0.0.1', port: await freePort() }
}

function realDataDir(dataDir: string): string {
  if (existsSync(dataDir)) return realpathSync(dataDir)
  const parent = path.dirname(path.resolve(dataDir))
  mkdirSync(parent, { recursive: true, mode: 0o700 })
  return path.join(realpathSync(parent), path.basename(dataDir))
}

/** Settles everything about a cluster that does not change while it runs. */
export async function prepareCluster(o: PostgresOptions, native?: string): Promise<Cluster> {
  const dataDir = realDataDir(o.dataDir)
  const account = chooseAccount(dataDir, o.log)
  const runtimeDir = runtimeFolder(o.runDir, dataDir, account)
  const socket: Endpoint = { kind: 'socket', host: runtimeDir, port: SOCKET_PORT }
  return {
    dataDir,
    account,
    programs: await programsFor(account, locatePrograms(native)),
    endpoint: process.platform === 'win32' ? await tcpEndpoint() : socket,
    runtimeDir,
    logFile: o.logFile,
    log: o.log,
    settings: o.settings ?? {},
  }
}
