import { X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { StartError } from '../start/start-error.ts'
import { certificatesIn, subjectOf } from './files.ts'

/** What a device has to trust, to know Plaza's TLS servers from others. */
export interface ServerTrust {
  /** The root above the server's certificate. */
  root: X509Certificate
  /** Phones and computers bring it along (it is one of Mozilla's). */
  isPublic: boolean
  /** The names in the server's certificate, as they stand there: `wifi.example`, `*.wifi.example`, `203.0.113.2`. */
  names: [string, ...string[]]
}

/**
 * @param chain the server's certificate and those above it, PEM, as the server presents them
 * @param ownCa the certificate of Plaza's CA, PEM, which may be the root without being in the chain
 * @throws {StartError} where it has no name, or leads to no root that is in it, public, or Plaza's own
 */
export function trustOf(chain: string, ownCa = ''): ServerTrust {
  const given = certificatesIn(`${chain}\n${ownCa}`).map((pem) => new X509Certificate(pem))
  const [leaf] = given
  if (!leaf) throw new StartError('PLAZA_TLS_CERT: there is no certificate in it.')
  const [first, ...more] = namesOf(leaf)
  if (first === undefined) throw new StartError('PLAZA_TLS_CERT: devices cannot tell the server without a name in it.')
  let top = leaf
  while (!isIssuedBy(top, top)) {
    const above = given.find((cert) => isIssuedBy(top, cert)) ?? publicRoots().find((root) => isIssuedBy(top, root))
    if (!above)
      throw new StartError(
        `PLAZA_TLS_CERT: the root above "${subjectOf(top)}" is neither in it nor public: put it at its end, so that devices can be told what to trust.`,
      )
    top = above
  }
  const isPublic = publicRoots().some(({ fingerprint256 }) => fingerprint256 === top.fingerprint256)
  return { root: top, isPublic, names: [first, ...more] }
}

const isIssuedBy = (cert: X509Certificate, above: X509Certificate): boolean =>
  cert.checkIssued(above) && cert.verify(above.publicKey)

/** Those of the subjectAltName, the common name where there are none (RFC 6125 section 6.4.4). */
function namesOf({ subjectAltName = '', subject }: X509Certificate): string[] {
  const names = [...subjectAltName.matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].map(([, name]) => name!)
  return names.length > 0 ? names : [...(subject ?? '').matchAll(/^CN=(.+)$/gm)].map(([, name]) => name!)
}

let roots: X509Certificate[] | undefined
const publicRoots = (): X509Certificate[] => {
  roots ??= rootCertificates.map((pem) => new X509Certificate(pem))
  return roots
}
