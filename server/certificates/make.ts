import 'reflect-metadata'
import { createPrivateKey, KeyObject, randomBytes, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** A certificate and its private key, both PEM. */
export interface CertifiedKey {
  cert: string
  key: string
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** The longest common name, in characters (RFC 5280 appendix A.1, ub-common-name). */
const COMMON_NAME = 64

/**
 * RSA for all: every phone, laptop and gateway that speaks 802.1X takes it, older ones no elliptic curve. Whoever wants
 * cheaper handshakes brings an ECDSA certificate in files. The CA's key is longer since it must last for ten years
 * (NIST SP 800-57 part 1: 2,048 bits until 2030).
 */
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: Uint8Array.of(1, 0, 1) }
const AUTHORITY_BITS = 3072
const BITS = 2048

type Name = Array<Record<string, string[]>>

/** Makes a certificate authority that signs end entities only, good for `days` days. */
export async function makeAuthority(organisation: string, days: number, now: Date): Promise<CertifiedKey> {
  const keys = await newKeys(AUTHORITY_BITS)
  const cert = await X509CertificateGenerator.createSelfSigned(
    {
      ...validity(now, days),
      serialNumber: newSerial(),
      name: [{ O: [organisation] }, { CN: ['Plaza CA'] }],
      keys,
      signingAlgorithm: RSA,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  )
  return { cert: pem(cert), key: keyPem(keys.privateKey) }
}

/**
 * Makes a server's certificate for `host`, which stands in the common name and, spelt alike, as subjectAltName:
 * supplicants look at either.
 */
export function makeServer(authority: CertifiedKey, host: string, days: number, now: Date): Promise<CertifiedKey> {
  const name: Name = host.length > COMMON_NAME ? [] : [{ CN: [host] }]
  return makeSigned(authority, name, validity(now, days), [
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    // RFC 5280 section 4.2.1.6: critical where the subject is empty.
    new SubjectAlternativeNameExtension([{ type: isIP(host) ? 'ip' : 'dns', value: host }], name.length === 0),
  ])
}

/** Makes a client's certificate. `unit` stands as OU in its name; a common name is cut to 64 characters. */
export function makeClient(
  authority: CertifiedKey,
  { commonName, unit, days }: { commonName: string; unit: string; days: number },
  now: Date,
): Promise<CertifiedKey> {
  const name = [{ OU: [unit] }, { CN: [commonName.slice(0, COMMON_NAME)] }]
  return makeSigned(authority, name, validity(now, days), [
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
  ])
}

async function makeSigned(
  authority: CertifiedKey,
  subject: Name,
  { notBefore, notAfter }: { notBefore: Date; notAfter: Date },
  extensions: Extension[],
): Promise<CertifiedKey> {
  const issuer = new X509Certificate(authority.cert)
  const keys = await newKeys(BITS)
  const cert = await X509CertificateGenerator.create(
    {
      notBefore: notBefore < issuer.notBefore ? issuer.notBefore : notBefore,
      notAfter: notAfter > issuer.notAfter ? issuer.notAfter : notAfter,
      serialNumber: newSerial(),
      subject,
      issuer: issuer.subjectName,
      publicKey: keys.publicKey,
      signingKey: await signingKey(authority.key),
      signingAlgorithm: RSA,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        ...extensions,
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
        await AuthorityKeyIdentifierExtension.create(issuer.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  )
  return { cert: pem(cert), key: keyPem(keys.privateKey) }
}

/** From an hour ago, since a phone's clock may be late. */
const validity = (now: Date, days: number) => ({
  notBefore: new Date(now.getTime() - HOUR_MS),
  notAfter: new Date(now.getTime() + days * DAY_MS),
})

const newKeys = (bits: number) =>
  webcrypto.subtle.generateKey({ ...RSA, modulusLength: bits }, true, ['sign', 'verify'])

/** 16 octets, positive and without a leading zero (RFC 5280 section 4.1.2.2). */
function newSerial(): string {
  const octets = randomBytes(16)
  octets[0] = (octets[0]! & 0x3f) | 0x40
  return octets.toString('hex')
}

const signingKey = (key: string) =>
  webcrypto.subtle.importKey('pkcs8', createPrivateKey(key).export({ type: 'pkcs8', format: 'der' }), RSA, false, [
    'sign',
  ])

const pem = (cert: X509Certificate): string => `${cert.toString('pem').trim()}\n`

const keyPem = (key: webcrypto.CryptoKey): string =>
  KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString()
