import { createPublicKey, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'
import forge from 'node-forge'
import type { Constraints } from './constraints.ts'
import type { Names } from './names.ts'

/** node-forge builds certificates; the keys, and the signature too, are OpenSSL's: 50 ms of JavaScript less. */
const { asn1, pki } = forge

const DAY = 24 * 60 * 60 * 1000
const AUTHORITY_DAYS = 3650
/** Longer ones are refused by some clients. */
const LEAF_DAYS = 397
/** Clients whose clock is a little behind still accept a certificate made just now. */
const CLOCK_SKEW = DAY

export interface Issuer {
  readonly commonName: string
  /** PEM, PKCS #8. */
  readonly privateKey: string
}

/** A self-signed authority that may sign certificates of servers, within `constraints`, and nothing else. PEM. */
export function makeAuthority(issuer: Issuer, constraints: Constraints, now: number): string {
  const publicKey = publicHalf(issuer.privateKey)
  return make({ issuer, commonName: issuer.commonName, publicKey, now, days: AUTHORITY_DAYS }, [
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    // Not known to node-forge by name. Critical: what cannot check it must refuse the authority.
    { id: '2.5.29.30', critical: true, value: nameConstraints(constraints) },
  ])
}

/** The server's certificate for `names`. PEM, without its chain. */
export function makeLeaf(issuer: Issuer, publicKey: string, names: Names, now: number): string {
  const altNames = [...names.dns.map((value) => ({ type: 2, value })), ...names.ips.map((ip) => ({ type: 7, ip }))]
  return make({ issuer, commonName: names.dns[0] ?? 'localhost', publicKey, now, days: LEAF_DAYS }, [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames },
  ])
}

interface Content {
  readonly issuer: Issuer
  readonly commonName: string
  readonly publicKey: string
  readonly now: number
  readonly days: number
}

function make({ issuer, commonName, publicKey, now, days }: Content, extensions: object[]): string {
  const certificate = pki.createCertificate()
  certificate.publicKey = pki.publicKeyFromPem(publicKey)
  certificate.serialNumber = serialNumber()
  certificate.validity.notBefore = new Date(now - CLOCK_SKEW)
  certificate.validity.notAfter = new Date(now - CLOCK_SKEW + days * DAY)
  certificate.setSubject(distinguishedName(commonName))
  certificate.setIssuer(distinguishedName(issuer.commonName))
  certificate.setExtensions([
    ...extensions,
    { name: 'subjectKeyIdentifier', subjectKeyIdentifier: forge.util.bytesToHex(keyIdentifier(publicKey)) },
    { name: 'authorityKeyIdentifier', keyIdentifier: keyIdentifier(publicHalf(issuer.privateKey)) },
  ])
  return signed(certificate, issuer.privateKey)
}

/**
 * 126 random bits, so never the same twice. The first byte is 0x40 to 0x7f: positive, as RFC 5280 wants it, and
 * without a leading zero, of which node-forge takes away one alone: with two, no client can read the certificate.
 */
export function serialNumber(random = randomBytes(16)): string {
  const [first = 0, ...rest] = random
  return Buffer.from([0x40 | (first & 0x3f), ...rest]).toString('hex')
}

function signed(certificate: forge.pki.Certificate, privateKey: string): string {
  const algorithm = pki.oids['sha256WithRSAEncryption'] as string
  certificate.signatureOid = algorithm
  certificate.siginfo.algorithmOid = algorithm
  const { getTBSCertificate } = pki as unknown as { getTBSCertificate: (c: forge.pki.Certificate) => forge.asn1.Asn1 }
  certificate.tbsCertificate = getTBSCertificate(certificate)
  const content = Buffer.from(asn1.toDer(certificate.tbsCertificate).getBytes(), 'binary')
  certificate.signature = sign('sha256', content, privateKey).toString('binary')
  return pki.certificateToPem(certificate).replaceAll('\r\n', '\n')
}

/** UTF8String: an organization's name may be in any script. Made anew each time, so both ends are the same bytes. */
function distinguishedName(commonName: string): forge.pki.CertificateField[] {
  return [{ name: 'commonName', value: commonName, valueTagClass: asn1.Type.UTF8 as unknown as forge.asn1.Class }]
}

function publicHalf(privateKey: string): string {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
}

function keyIdentifier(publicKey: string): string {
  return pki.getPublicKeyFingerprint(pki.publicKeyFromPem(publicKey), { type: 'RSAPublicKey' }).getBytes()
}

/** RFC 5280 §4.2.1.10: SEQUENCE { [0] permittedSubtrees }, each a GeneralName: [2] domain, [7] address and mask. */
function nameConstraints({ domains, ranges }: Constraints): forge.asn1.Asn1 {
  const { Class, Type, create } = asn1
  const subtree = (tag: number, value: string) =>
    create(Class.UNIVERSAL, Type.SEQUENCE, true, [create(Class.CONTEXT_SPECIFIC, tag, false, value)])
  const subtrees = [
    ...domains.map((domain) => subtree(2, domain)),
    ...ranges.map(([address, prefix]) => subtree(7, addressBytes(address) + maskBytes(address, prefix))),
  ]
  const permittedSubtrees = create(Class.CONTEXT_SPECIFIC, 0, true, subtrees)
  return create(Class.UNIVERSAL, Type.SEQUENCE, true, [permittedSubtrees])
}

/** Network byte order. In node-forge, though not in its types. */
const { bytesFromIP: addressBytes } = forge.util as unknown as { bytesFromIP: (ip: string) => string }

function maskBytes(address: string, prefix: number): string {
  const length = isIP(address) === 6 ? 16 : 4
  const byte = (i: number) => (0xff << (8 - Math.min(8, Math.max(0, prefix - 8 * i)))) & 0xff
  return Buffer.from(Array.from({ length }, (_, i) => byte(i))).toString('binary')
}
