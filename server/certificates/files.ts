import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { StartError } from '../start/start-error.ts'
import type { CertifiedKey } from './make.ts'
import type { ServerSource } from './server-source.ts'

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'

/** The server's certificate from the files of `PLAZA_TLS_CERT` and `PLAZA_TLS_KEY`, as they are now. @throws {StartError} */
export async function openFiles(paths: { cert: string; key: string }, now: () => Date): Promise<ServerSource> {
  let current = await readPair(paths, now())
  return {
    current: () => current,
    async look() {
      current = await readPair(paths, now())
      return false
    },
  }
}

async function readPair(paths: { cert: string; key: string }, now: Date): Promise<CertifiedKey> {
  const [cert, key] = await Promise.all([readText('PLAZA_TLS_CERT', paths.cert), readText('PLAZA_TLS_KEY', paths.key)])
  const leaf = parseCertificate('PLAZA_TLS_CERT', paths.cert, cert)
  checkTime('PLAZA_TLS_CERT', paths.cert, leaf, now)
  // Node calls the extended key usage so.
  if (leaf.keyUsage && !leaf.keyUsage.includes(SERVER_AUTH))
    throw new StartError(
      `PLAZA_TLS_CERT: ${paths.cert} is not for servers: phones ask for extended key usage serverAuth.`,
    )
  if (!leaf.checkPrivateKey(parseKey(paths.key, key)))
    throw new StartError(`PLAZA_TLS_KEY: ${paths.key} is not the key of the first certificate in ${paths.cert}.`)
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    throw new StartError(`PLAZA_TLS_CERT: ${paths.cert} cannot be used: ${(error as Error).message}`)
  }
  return { cert, key }
}

/** The certificates of CAs in the file of `PLAZA_TLS_CLIENT_CA`. @throws {StartError} */
export async function readClientCa(path: string, now: Date): Promise<string> {
  const text = await readText('PLAZA_TLS_CLIENT_CA', path)
  const found = certificatesIn(text)
  if (found.length === 0) throw new StartError(`PLAZA_TLS_CLIENT_CA: ${path} holds no certificate in PEM.`)
  for (const pem of found) {
    const cert = parseCertificate('PLAZA_TLS_CLIENT_CA', path, pem)
    checkTime('PLAZA_TLS_CLIENT_CA', path, cert, now)
    if (!cert.ca) throw new StartError(`PLAZA_TLS_CLIENT_CA: "${subjectOf(cert)}" in ${path} is no CA.`)
  }
  return `${found.join('\n')}\n`
}

const readText = (setting: string, path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`${setting}: ${path} cannot be read (${error.code}).`)
  })

function parseCertificate(setting: string, path: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch {
    throw new StartError(`${setting}: ${path} holds no certificate in PEM.`)
  }
}

function parseKey(path: string, pem: string): KeyObject {
  if (pem.includes('ENCRYPTED'))
    throw new StartError(`PLAZA_TLS_KEY: ${path} asks for a passphrase: Plaza needs the key without one.`)
  try {
    return createPrivateKey(pem)
  } catch {
    throw new StartError(`PLAZA_TLS_KEY: ${path} holds no private key in PEM.`)
  }
}

function checkTime(setting: string, path: string, cert: X509Certificate, now: Date): void {
  if (new Date(cert.validTo) <= now) throw new StartError(`${setting}: ${path} ended on ${cert.validTo}.`)
  if (new Date(cert.validFrom) > now)
    throw new StartError(`${setting}: ${path} is good from ${cert.validFrom} on only.`)
}

/** Each certificate in a PEM text by itself. */
export const certificatesIn = (pem: string): string[] =>
  pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []

/** A certificate's subject on one line. */
export const subjectOf = ({ subject }: X509Certificate): string => (subject ?? '').split('\n').join(', ')
