import { expect, test } from 'vitest'
import { publicHost } from '../../../server/appliance/public-host.ts'
import { constraintsFor, permitted } from '../../../server/features/tls/constraints.ts'
import { allNames } from '../../../server/features/tls/names.ts'

/** As the host works it out: what its authority may vouch for. */
function handedOut(networkAddresses: string[], addresses: string[] = [], machineName = 'nas') {
  const { dns, ips } = permitted(
    allNames({ machineName, addresses, networkAddresses }),
    constraintsFor({ dns: [], ips: [] }),
  )
  return publicHost(addresses, [...dns, ...ips], networkAddresses)
}

test('people are handed an address that the certificate covers, and learn trust there', () => {
  expect(handedOut(['10.0.0.2', 'fd00::2'])).toEqual({ host: '10.0.0.2', trustHost: '10.0.0.2' })
  expect(handedOut(['192.0.2.2', 'fd00::2'])).toEqual({ host: 'fd00::2', trustHost: 'fd00::2' })
  expect(handedOut(['192.0.2.2', '192.168.1.2'])).toEqual({ host: '192.168.1.2', trustHost: '192.168.1.2' })
})

test('a chosen name comes first, while trust is learnt by address', () => {
  expect(handedOut(['192.0.2.2', 'fd00::2'], ['team.lan'])).toEqual({ host: 'team.lan', trustHost: 'fd00::2' })
  expect(handedOut(['10.0.0.2'], ['FD00:0::9'])).toEqual({ host: 'fd00::9', trustHost: 'fd00::9' })
})

test('a chosen name that the authority may not vouch for is not handed out', () => {
  expect(handedOut(['10.0.0.2'], ['chat.acme.test', 'team.lan'])).toEqual({ host: 'team.lan', trustHost: '10.0.0.2' })
  expect(handedOut(['10.0.0.2'], ['chat.acme.test'])).toEqual({ host: '10.0.0.2', trustHost: '10.0.0.2' })
})

test('without an address that is covered, the page is served at another and leads to a name', () => {
  expect(handedOut(['192.0.2.2'])).toEqual({ host: 'nas.local', trustHost: '192.0.2.2' })
  expect(handedOut([])).toEqual({ host: 'nas.local', trustHost: 'localhost' })
  expect(handedOut([], [], '')).toEqual({ host: 'localhost', trustHost: 'localhost' })
})
