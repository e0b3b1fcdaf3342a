import { X509Certificate } from 'node:crypto'
import type { Config } from '../config.ts'
import type { Database } from '../database/connection.ts'
import { publish, subscribe } from '../database/events.ts'
import type { Log } from '../log.ts'
import type { Sealer } from '../sealing.ts'
import { type Authority, openAuthority } from './authority.ts'
import { type CertificateEnd, endsSoon, recordEnds } from './ends.ts'
import { certificatesIn, openFiles, readClientCa, subjectOf } from './files.ts'
import { openSelfMade } from './self-made.ts'
import { endOf } from './store.ts'

export type { ClientRequest, ClientUsage, IssuedCertificate } from './authority.ts'

/** What a TLS server presents and trusts, all PEM. */
export interface ServerIdentity {
  readonly key: string
  /** The server's certificate, followed by those above it. */
  readonly cert: string
  /** Plaza's own CA, and those of `PLAZA_TLS_CLIENT_CA`: who may have issued a client's certificate. */
  readonly ca: string
}

/** Plaza's own CA, and the certificate of its TLS servers (EAP and RadSec). */
export interface Certificates extends Pick<Authority, 'issue'> {
  /** What servers present now; another object once it was renewed. */
  server(): ServerIdentity
  /** The certificate of Plaza's CA (PEM), which clients trust. */
  ca(): string
  /** Calls `listener` after each renewal. @returns ends that */
  onChange(listener: () => void): () => void
  close(): Promise<void>
}

export interface CertificatesParts {
  config: Pick<Config, 'cityName' | 'http' | 'tls'>
  db: Database
  sealer: Sealer
  log: Log
  now?: () => Date
  /** How often files, and the end of what Plaza made, are looked at. Default one minute. */
  lookEveryMs?: number
}

const MINUTE_MS = 60_000
const RECORD_EVERY_MS = 3_600_000
const WARN_EVERY_MS = 86_400_000

/**
 * Opens Plaza's CA and the server's certificate: from the files that the settings name, or made by the CA and kept in
 * the database. Both are renewed without a restart.
 *
 * @throws {StartError} naming the setting whose file cannot be used
 * @throws {SealError} when `PLAZA_SECRET` was changed since the CA was made
 */
export async function openCertificates(parts: CertificatesParts): Promise<Certificates> {
  const { config, db, sealer, log, now = () => new Date(), lookEveryMs = MINUTE_MS } = parts
  const { files, clientCa } = config.tls
  const authority = await openAuthority({ config, db, sealer, now })
  const host = new URL(config.http.publicUrl).hostname.replace(/^\[|\]$/g, '')
  const source = files ? await openFiles(files, now) : await openSelfMade({ db, sealer, authority, host, now })
  const readOthers = async () => (clientCa === undefined ? '' : readClientCa(clientCa, now()))
  let others = await readOthers()
  const identity = (): ServerIdentity => ({ ...source.current(), ca: authority.cert + others })
  let server = identity()
  const listeners = new Set<() => void>()

  const ends = (): CertificateEnd[] => [
    endWith('ca', authority.cert, false),
    files ? endWith('PLAZA_TLS_CERT', server.cert, false) : endWith('server', server.cert, true),
    ...(others === '' ? [] : [endWith('PLAZA_TLS_CLIENT_CA', others, false)]),
  ]
  let recordedAt = 0
  let warnedAt = 0
  const tellEnds = async (changed: boolean) => {
    const time = now().getTime()
    if (time - warnedAt >= WARN_EVERY_MS) {
      warnedAt = time
      for (const end of ends()) if (endsSoon(end, now())) log.warn(end, 'a certificate ends soon: replace it')
    }
    if (!changed && time - recordedAt < RECORD_EVERY_MS) return
    await recordEnds(db, ends())
    recordedAt = time
  }

  let troubles = ''
  const look = async () => {
    const found: string[] = []
    const attempt = <T>(work: () => Promise<T>) =>
      work().catch((error: Error) => {
        found.push(error.message)
        return undefined
      })
    const renewed = await attempt(source.look)
    others = (await attempt(readOthers)) ?? others
    const next = identity()
    const changed = next.cert !== server.cert || next.key !== server.key || next.ca !== server.ca
    if (changed) {
      server = next
      log.info({ notAfter: endOf(server.cert) }, "the server's certificates were renewed")
      for (const listener of listeners) await attempt(async () => listener())
    }
    if (renewed) await attempt(() => publish(db, { type: 'certificates' }))
    await attempt(() => tellEnds(changed))
    const before = troubles
    troubles = found.join(' ')
    if (troubles !== '' && troubles !== before)
      log.error({ troubles: found }, 'certificates could not be looked at: the ones before stay in use')
  }
  await tellEnds(true)

  let looking = Promise.resolve()
  let waiting = false
  const lookSoon = () => {
    if (waiting) return
    waiting = true
    looking = looking.then(() => {
      waiting = false
      return look()
    })
  }
  const subscription = await subscribe(db, ({ type }) => type === 'certificates' && lookSoon(), lookSoon)
  const timer = setInterval(lookSoon, lookEveryMs)
  timer.unref()
  return {
    server: () => server,
    ca: () => authority.cert,
    issue: authority.issue,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      clearInterval(timer)
      listeners.clear()
      await subscription.close()
      await looking
    },
  }
}

/** The next to end of the certificates in `pem`. */
function endWith(name: string, pem: string, renews: boolean): CertificateEnd {
  const ends = certificatesIn(pem).map((cert) => ({ cert, notAfter: endOf(cert) }))
  const [{ cert, notAfter }] = ends.sort((a, b) => a.notAfter.getTime() - b.notAfter.getTime()) as [(typeof ends)[0]]
  return { name, subject: subjectOf(new X509Certificate(cert)), notAfter, renews }
}
