import type { SecureContextOptions, Server } from 'node:tls'
import type { FastifyInstance } from 'fastify'

export interface KeyPair {
  readonly cert: string
  readonly key: string
}

/** TLS 1.2 and 1.3, forward secrecy and AEAD only: Node's default also offers CBC, CCM-8 and ARIA suites. */
const SUITES = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
]

export function tlsOptions(pair: KeyPair): SecureContextOptions {
  return {
    cert: pair.cert,
    key: pair.key,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: SUITES.join(':'),
    honorCipherOrder: true,
  }
}

/** New connections get the new certificate; open ones, long polls included, live on undisturbed. */
export function updateTls(app: FastifyInstance, pair: KeyPair): void {
  const server: unknown = app.server
  const secure = server as Server
  secure.setSecureContext(tlsOptions(pair))
}
