import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { isIssuedFor } from '../../main/trust.ts'
import { makeAuthority, makeLeaf } from '../../server/features/tls/certificate.ts'
import { constraintsFor } from '../../server/features/tls/constraints.ts'
import { newKeyPair } from '../../server/features/tls/keys.ts'

const DAY = 86_400_000
const NAMES = { dns: ['localhost', '*.acme.lan'], ips: ['127.0.0.1', 'fd00::2'] }
const now = Date.now()
const [ourKey, otherKey, leafKey] = [await newKeyPair(), await newKeyPair(), await newKeyPair()]
const ours = { commonName: 'Hearth at Acme', privateKey: ourKey.privateKey }
/** Of the same name, as anybody can make one. */
const theirs = { commonName: 'Hearth at Acme', privateKey: otherKey.privateKey }
const constraints = constraintsFor({ dns: [], ips: [] })
const authority = makeAuthority(ours, constraints, now)
const leaf = makeLeaf(ours, leafKey.publicKey, NAMES, now)

describe('a certificate in the chat window is believed', () => {
  test('when our own authority issued it for that name or address', () => {
    for (const host of ['localhost', '127.0.0.1', 'fd00::2', '[fd00::2]']) {
      expect(isIssuedFor(leaf, host, authority, now), host).toBe(true)
    }
  })

  test('never for another name, not even by a wildcard or by its common name', () => {
    for (const host of ['example.com', 'a.acme.lan', '127.0.0.2', 'fd00::3', '']) {
      expect(isIssuedFor(leaf, host, authority, now), host).toBe(false)
    }
    const withoutNames = makeLeaf(ours, leafKey.publicKey, { dns: [], ips: ['127.0.0.1'] }, now)
    expect(isIssuedFor(withoutNames, 'localhost', authority, now)).toBe(false)
  })

  test('never when another authority of the same name issued it, or it issued itself', () => {
    expect(isIssuedFor(makeLeaf(theirs, leafKey.publicKey, NAMES, now), 'localhost', authority, now)).toBe(false)
    const itself = { commonName: 'localhost', privateKey: leafKey.privateKey }
    expect(isIssuedFor(makeLeaf(itself, leafKey.publicKey, NAMES, now), 'localhost', authority, now)).toBe(false)
  })

  test('never when a byte of it was changed after it was signed', () => {
    const der = new X509Certificate(leaf).raw
    der[der.length - 1] = (der.at(-1) as number) ^ 1
    const changed = new X509Certificate(der)
    expect(changed.checkIssued(new X509Certificate(authority)), 'its names still fit').toBe(true)
    expect(isIssuedFor(changed.toString(), 'localhost', authority, now)).toBe(false)
  })

  test('never outside its time', () => {
    expect(isIssuedFor(leaf, 'localhost', authority, now - 2 * DAY)).toBe(false)
    expect(isIssuedFor(leaf, 'localhost', authority, now + 400 * DAY)).toBe(false)
    const old = makeAuthority(ours, constraints, now - 3700 * DAY)
    expect(isIssuedFor(leaf, 'localhost', old, now)).toBe(false)
  })

  test('never when it is an authority, when a mere server signed it, or when it is no certificate', () => {
    expect(isIssuedFor(authority, 'localhost', authority, now)).toBe(false)
    const below = makeLeaf({ commonName: 'localhost', privateKey: leafKey.privateKey }, otherKey.publicKey, NAMES, now)
    expect(isIssuedFor(below, 'localhost', leaf, now)).toBe(false)
    expect(isIssuedFor('', 'localhost', authority, now)).toBe(false)
    expect(isIssuedFor(leaf, 'localhost', 'not a certificate', now)).toBe(false)
  })
})
