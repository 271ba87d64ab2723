import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'

/** PEM: SubjectPublicKeyInfo and PKCS #8. */
export interface KeyPair {
  readonly publicKey: string
  readonly privateKey: string
}

/** RSA-2048, made in the thread pool. RSA because node-forge cannot put other keys into certificates. */
export function newKeyPair(): Promise<KeyPair> {
  return promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
}
