import { type ConnectionOptions, connect } from 'node:tls'
import { expect, test } from 'vitest'
import { updateTls } from '../../../server/http/tls.ts'
import { certificate, connectRaw, startHttps, type TestServer } from './https-server.ts'

function handshake(server: TestServer, o: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: server.port, rejectUnauthorized: false, ...o })
    socket.on('secureConnect', () => {
      resolve(`${socket.getProtocol()} ${socket.getCipher().name}`)
      socket.destroy()
    })
    socket.on('error', () => resolve('refused'))
  })
}

test('only TLS 1.2 and 1.3 with ECDHE and AEAD are spoken', async () => {
  const server = await startHttps(() => undefined)
  expect(await handshake(server, {})).toBe('TLSv1.3 TLS_AES_128_GCM_SHA256')
  const tls12 = { maxVersion: 'TLSv1.2' } as const
  expect(await handshake(server, tls12)).toBe('TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256')
  for (const ciphers of ['AES128-GCM-SHA256', 'ECDHE-RSA-AES128-SHA256', 'DHE-RSA-AES128-GCM-SHA256', 'AES128-SHA']) {
    expect(await handshake(server, { ...tls12, ciphers })).toBe('refused')
  }
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
  expect(await handshake(server, old)).toBe('refused')
})

test('a new certificate is used without a restart, and open connections live on', async () => {
  const server = await startHttps(() => undefined)
  const before = await connectRaw(server)
  const subject = (connection: typeof before) => connection.socket.getPeerCertificate().subject.CN
  expect(subject(before)).toBe('localhost')
  updateTls(server.app, certificate('renewed'))
  const after = await connectRaw(server)
  expect(subject(after)).toBe('renewed')
  before.socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await expect.poll(before.received).toMatch(/^HTTP\/1.1 200 /)
  for (const { socket } of [before, after]) socket.destroy()
})
