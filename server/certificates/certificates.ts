import { X509Certificate } from 'node:crypto'
import type { Config } from '../config/index.ts'
import type { Database } from '../database/connection.ts'
import { publish, subscribe } from '../database/events/events.ts'
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
  const context = await openContext(parts)
  await reportEnds(context, true)
  const look = () => lookSoon(context)
  const subscription = await subscribe(parts.db, ({ type }) => type === 'certificates' && look(), look)
  const timer = setInterval(look, parts.lookEveryMs ?? MINUTE_MS)
  timer.unref()
  const { authority, listeners } = context
  return {
    server: () => context.server,
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
      await context.looking
    },
  }
}

interface Context {
  readonly db: Database
  readonly log: Log
  readonly now: () => Date
  readonly authority: Authority
  /** Where the server's key and certificate come from. */
  readonly source: Awaited<ReturnType<typeof openFiles | typeof openSelfMade>>
  readonly isFromFiles: boolean
  /** The certificates of `PLAZA_TLS_CLIENT_CA`, PEM; empty without it. */
  readonly readClientCas: () => Promise<string>
  clientCas: string
  /** What servers present now. */
  server: ServerIdentity
  readonly listeners: Set<() => void>
  /** When the ends were last recorded, and warned of, in milliseconds since 1970. */
  recordedAt: number
  warnedAt: number
  /** What went wrong at the last look. */
  troubles: string
  looking: Promise<void>
  /** A look is to begin once the one under way is over. */
  isLookWaiting: boolean
}

async function openContext({ config, db, sealer, log, now = () => new Date() }: CertificatesParts): Promise<Context> {
  const { files, clientCa } = config.tls
  const authority = await openAuthority({ config, db, sealer, now })
  const host = new URL(config.http.publicUrl).hostname.replace(/^\[|\]$/g, '')
  const source = files ? await openFiles(files, now) : await openSelfMade({ db, sealer, authority, host, now })
  const readClientCas = async () => (clientCa === undefined ? '' : readClientCa(clientCa, now()))
  const clientCas = await readClientCas()
  return {
    ...{ db, log, now, authority, source, isFromFiles: files !== undefined, readClientCas, clientCas },
    ...{ server: { ...source.current(), ca: authority.cert + clientCas }, listeners: new Set() },
    ...{ recordedAt: 0, warnedAt: 0, troubles: '', looking: Promise.resolve(), isLookWaiting: false },
  }
}

function lookSoon(context: Context): void {
  if (context.isLookWaiting) return
  context.isLookWaiting = true
  context.looking = context.looking.then(() => {
    context.isLookWaiting = false
    return look(context)
  })
}

/** Takes what was renewed, tells who must know, and goes on with what it can where something fails. */
async function look(context: Context): Promise<void> {
  const found: string[] = []
  const attempt = <T>(work: () => Promise<T>) =>
    work().catch((error: Error) => {
      found.push(error.message)
      return undefined
    })
  const renewed = await attempt(context.source.look)
  context.clientCas = (await attempt(context.readClientCas)) ?? context.clientCas
  const changed = takeIdentity(context)
  if (changed) for (const listener of context.listeners) await attempt(async () => listener())
  if (renewed) await attempt(() => publish(context.db, { type: 'certificates' }))
  await attempt(() => reportEnds(context, changed))
  logTroubles(context, found)
}

/** @returns whether servers present something else now */
function takeIdentity(context: Context): boolean {
  const { source, authority, clientCas, server, log } = context
  const next: ServerIdentity = { ...source.current(), ca: authority.cert + clientCas }
  if (next.cert === server.cert && next.key === server.key && next.ca === server.ca) return false
  context.server = next
  log.info({ notAfter: endOf(next.cert) }, "the server's certificates were renewed")
  return true
}

/** Warns of what ends soon, once a day; records all ends, once an hour and after a change. */
async function reportEnds(context: Context, changed: boolean): Promise<void> {
  const { db, log, now } = context
  const time = now().getTime()
  if (time - context.warnedAt >= WARN_EVERY_MS) {
    context.warnedAt = time
    for (const end of endsOf(context)) if (endsSoon(end, now())) log.warn(end, 'a certificate ends soon: replace it')
  }
  if (!changed && time - context.recordedAt < RECORD_EVERY_MS) return
  await recordEnds(db, endsOf(context))
  context.recordedAt = time
}

/** Once for as long as they are the same. */
function logTroubles(context: Context, found: string[]): void {
  const before = context.troubles
  context.troubles = found.join(' ')
  if (context.troubles !== '' && context.troubles !== before)
    context.log.error({ troubles: found }, 'certificates could not be looked at: the ones before stay in use')
}

const endsOf = ({ authority, isFromFiles, server, clientCas }: Context): CertificateEnd[] => [
  endWith('ca', authority.cert, false),
  isFromFiles ? endWith('PLAZA_TLS_CERT', server.cert, false) : endWith('server', server.cert, true),
  ...(clientCas === '' ? [] : [endWith('PLAZA_TLS_CLIENT_CA', clientCas, false)]),
]

/** The next to end of the certificates in `pem`. */
function endWith(name: string, pem: string, renews: boolean): CertificateEnd {
  const ends = certificatesIn(pem).map((cert) => ({ cert, notAfter: endOf(cert) }))
  const [{ cert, notAfter }] = ends.sort((a, b) => a.notAfter.getTime() - b.notAfter.getTime()) as [(typeof ends)[0]]
  return { name, subject: subjectOf(new X509Certificate(cert)), notAfter, renews }
}
