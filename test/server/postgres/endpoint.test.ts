import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterAll, afterEach, expect, test } from 'vitest'
import { bringUpFirst } from '../../../server/postgres/bring-up.ts'
import { launchByPgCtl } from '../../../server/postgres/pg-ctl.ts'
import type { Postmaster } from '../../../server/postgres/postmaster.ts'
import { prepareCluster, tcpEndpoint } from '../../../server/postgres/prepare.ts'
import { hearthConnection, provision } from '../../../server/postgres/provision.ts'
import { writeConfiguration } from '../../../server/postgres/settings.ts'
import type { Cluster } from '../../../server/postgres/types.ts'
import { testAsUser } from '../../support/account.ts'
import { closeOffices, type Office, office, pidsOf, query, removeTemplate } from './cluster.ts'

const signal = new AbortController().signal
const postmasters: Postmaster[] = []
const servers: Server[] = []

afterEach(async () => {
  for (const postmaster of postmasters.splice(0)) await postmaster.stop()
  for (const server of servers.splice(0)) server.close()
  await closeOffices()
})
afterAll(removeTemplate)

async function onTcp(o: Office): Promise<Cluster> {
  return { ...(await prepareCluster(o.options)), endpoint: await tcpEndpoint() }
}

test('where there are no sockets the server listens on this machine alone and asks for the password', async () => {
  const o = await office()
  const { cluster, postmaster } = await bringUpFirst(await onTcp(o), o.options, signal)
  postmasters.push(postmaster)
  const connection = hearthConnection(cluster, o.options)
  expect(await query(connection, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  await expect(query({ ...connection, password: 'guess' }, 'select 1')).rejects.toMatchObject({ code: '28P01' })
})

test('a port that someone took in between is given up for another', async () => {
  const o = await office()
  const cluster = await onTcp(o)
  const thief = createServer().listen(cluster.endpoint.port, '127.0.0.1')
  servers.push(thief)
  await once(thief, 'listening')
  const up = await bringUpFirst(cluster, o.options, signal)
  postmasters.push(up.postmaster)
  expect(up.cluster.endpoint.port).not.toBe((thief.address() as AddressInfo).port)
  expect(await query(hearthConnection(up.cluster, o.options), 'select 1 as one')).toEqual([{ one: 1 }])
})

testAsUser('pg_ctl starts and stops it, as on Windows (ordinary users only: pg_ctl refuses root)', async () => {
  const o = await office()
  const cluster = await onTcp(o)
  writeConfiguration(cluster)
  const postmaster = await launchByPgCtl(cluster, signal)
  postmasters.push(postmaster)
  expect(await provision(cluster, o.options, signal)).toBe(true)
  await postmaster.stop()
  await postmaster.exited
  expect(pidsOf(o.dataDir)).toEqual([])
})

testAsUser('pg_ctl that fails says why (ordinary users only: pg_ctl refuses root)', async () => {
  const o = await office()
  const cluster = await onTcp(o)
  writeConfiguration({ ...cluster, settings: { max_connections: '-1' } })
  await expect(launchByPgCtl(cluster, signal)).rejects.toThrow(/stopped while starting.*postgres\.log/)
})
