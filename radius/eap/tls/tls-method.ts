import type { MppeKeys } from '../../authentication/mppe.ts'
import { EapType } from '../eap-packet.ts'
import type { EapFailure, EapMethod } from '../eap-server-options.ts'
import { eapTls } from '../methods/eap-tls.ts'
import { eapTtls } from '../methods/eap-ttls.ts'
import { type Accounts, failed, type InnerMethod, type Verdict } from '../methods/inner-method.ts'
import { peap } from '../methods/peap.ts'
import { ticketName } from './client-hello.ts'
import type { ResumableSession, ResumableSessions } from './resumable-sessions.ts'
import { type createTlsContexts, newTicketKeys } from './tls-context.ts'
import { TlsTunnel } from './tls-tunnel.ts'

interface Method {
  readonly type: number
  /** Label of the keys up to TLS 1.2 (RFC 5216 §2.3, RFC 5281 §8). */
  readonly label: string
  readonly inner: <A>() => InnerMethod<A>
}

export const methods: Record<EapMethod, Method> = {
  tls: { type: EapType.Tls, label: 'client EAP encryption', inner: eapTls },
  ttls: { type: EapType.Ttls, label: 'ttls keying material', inner: eapTtls },
  peap: { type: EapType.Peap, label: 'client EAP encryption', inner: peap },
}

/** What every conversation of a server shares. */
export interface TlsMethodServer<A> {
  readonly contexts: ReturnType<typeof createTlsContexts>
  readonly sessions: ResumableSessions<A>
  readonly resumableMs: number
  resume(account: A): Promise<boolean>
  accounts(): Accounts<A>
  onHandshake(resumed: boolean): void
}

export interface Authenticated<A> {
  readonly verdict: Verdict<A> & { success: true }
  readonly keys: MppeKeys
  readonly resumed: boolean
  /** The session shall not be resumed after all. */
  forget(): void
}

export type TlsStep<A> =
  | { kind: 'send'; message: Buffer }
  | { kind: 'success'; authenticated: Authenticated<A> }
  | { kind: 'failure'; reason: EapFailure; identity: string | undefined }

export interface TlsMethod<A> {
  /** Takes a whole message of the peer, of no octets where it only acknowledges. */
  receive(message: Buffer, server: TlsMethodServer<A>): Promise<TlsStep<A>>
  close(): void
}

/** A conversation of one of the methods, from ClientHello to the keys. */
export function createTlsMethod<A>(name: EapMethod): TlsMethod<A> {
  const { type, label, inner: createInner } = methods[name]
  const inner = createInner<A>()
  let ticketKeys: Buffer | undefined
  let session: ResumableSession<A> | undefined
  let tunnel: TlsTunnel | undefined
  let begun = false
  let verdict: Verdict<A> | undefined

  const open = async (
    hello: Buffer,
    { contexts, sessions, resume, accounts }: TlsMethodServer<A>,
  ): Promise<TlsTunnel> => {
    const wanted = ticketName(hello)
    const known = wanted === undefined ? undefined : sessions.find(wanted, Date.now())
    if (known?.method.startsWith(`eap-${name}`) && (await resume(known.account))) session = known
    ticketKeys = session?.ticketKeys ?? newTicketKeys()
    return new TlsTunnel(contexts.of(name), ticketKeys, name === 'tls' && accounts().ca !== undefined)
  }

  const begin = async (standing: TlsTunnel, server: TlsMethodServer<A>): Promise<Verdict<A> | undefined> => {
    begun = true
    server.onHandshake(standing.resumed)
    if (!standing.resumed) return inner.begin(standing, server.accounts())
    if (!session) return failed('tls-failed')
    const { account, identity, method } = session
    return inner.resume(standing, { success: true, account, identity, method })
  }

  const advance = async (message: Buffer, standing: TlsTunnel, server: TlsMethodServer<A>): Promise<void> => {
    if (message.length > 0) await standing.feed(message)
    if (standing.failure) {
      if (!verdict) verdict = failed(reasonOf(standing.failure))
      else if (verdict.success) verdict = failed('peer-gave-up', verdict.identity)
      return
    }
    if (verdict || !standing.established) return
    if (!begun && inner.beginsApart && standing.hasOutput) return
    if (!begun) verdict = await begin(standing, server)
    const plaintext = standing.takePlaintext()
    if (!verdict && (plaintext.length > 0 || message.length === 0))
      verdict = await inner.receive(plaintext, standing, server.accounts())
  }

  const conclude = (standing: TlsTunnel, end: Verdict<A>, server: TlsMethodServer<A>): TlsStep<A> => {
    if (!end.success) return { kind: 'failure', reason: end.reason, identity: end.identity }
    const { resumed } = standing
    const keys = ticketKeys
    const expiresAt = Math.min(Date.now() + server.resumableMs, end.expiresAt ?? Number.POSITIVE_INFINITY)
    if (!resumed && keys) server.sessions.remember({ ...end, ticketKeys: keys, expiresAt })
    return {
      kind: 'success',
      authenticated: {
        verdict: end,
        keys: sessionKeys(standing, type, label),
        resumed,
        forget: () => {
          if (keys) server.sessions.forget(keys)
        },
      },
    }
  }

  return {
    async receive(message, server) {
      tunnel ??= await open(message, server)
      await advance(message, tunnel, server)
      const output = tunnel.takeOutput()
      if (output.length > 0 || !verdict) return { kind: 'send', message: output }
      return conclude(tunnel, verdict, server)
    },
    close: () => tunnel?.close(),
  }
}

/** The MSK's halves (RFC 5216 §2.3, RFC 9190 §2.3, RFC 9427 §2.1). All 128 octets are asked for: the length is mixed in. */
function sessionKeys(tunnel: TlsTunnel, type: number, label: string): MppeKeys {
  const material =
    tunnel.version === 'TLSv1.3'
      ? tunnel.exportKey(128, 'EXPORTER_EAP_TLS_Key_Material', Buffer.of(type))
      : tunnel.exportKey(128, label)
  return { recv: material.subarray(0, 32), send: material.subarray(32, 64) }
}

const DISTRUST = /ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_|UNSUPPORTED_CERTIFICATE)/

const reasonOf = (failure: string): EapFailure => (DISTRUST.test(failure) ? 'peer-rejected-certificate' : 'tls-failed')
