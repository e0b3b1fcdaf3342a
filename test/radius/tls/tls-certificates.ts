import 'reflect-metadata'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY_MS = 86_400_000

/** A certificate with its key, PEM. */
export interface Identity {
  key: string
  cert: string
}

export interface TestCa {
  /** PEM. */
  cert: string
  issue(name: string, usage: 'client' | 'server'): Promise<Identity>
}

/** A certificate authority that lives as long as the test. */
export async function testCa(name = 'Test CA'): Promise<TestCa> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const [notBefore, notAfter] = [new Date(Date.now() - DAY_MS), new Date(Date.now() + DAY_MS)]
  const dates = { notBefore, notAfter, signingAlgorithm: algorithm }
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...dates,
    name: `CN=${name}`,
    keys,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  })
  return {
    cert: ca.toString('pem'),
    async issue(commonName, usage) {
      const own = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
      const certificate = await X509CertificateGenerator.create({
        ...dates,
        subject: `CN=${commonName}`,
        issuer: ca.subject,
        signingKey: keys.privateKey,
        publicKey: own.publicKey,
        extensions: [
          new ExtendedKeyUsageExtension([
            usage === 'client' ? ExtendedKeyUsage.clientAuth : ExtendedKeyUsage.serverAuth,
          ]),
          new SubjectAlternativeNameExtension([{ type: 'dns', value: commonName }]),
        ],
      })
      const key = await crypto.subtle.exportKey('pkcs8', own.privateKey)
      return { key: PemConverter.encode(key, 'PRIVATE KEY'), cert: certificate.toString('pem') }
    },
  }
}
