import type { MppeKeys } from '../../authentication/mppe.ts'
import { EapType } from '../eap-packet.ts'
import type { EapFailure, EapMethod } from '../eap-server-options.ts'
import { eapTls } from '../methods/eap-tls.ts'
import { eapTtls } from '../methods/eap-ttls.ts'
import { type Accounts, failed, type InnerMethod, type InnerResult } from '../methods/inner-method.ts'
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
  readonly result: InnerResult<A> & { success: true }
  readonly keys: MppeKeys
  readonly resumed: boolean
  /** The session shall not be resumed after all. */
  invalidateSession(): void
}

export type TlsStep<A> =
  | { kind: 'send'; message: Buffer }
  | { kind: 'success'; authenticated: Authenticated<A> }
  | { kind: 'failure'; reason: EapFailure; identity: string | undefined }

/** A conversation of one of the methods, from ClientHello to the keys. The steps stand in their order. */
export class TlsMethod<A> {
  readonly #name: EapMethod
  readonly #inner: InnerMethod<A>
  #ticketKeys: Buffer | undefined
  /** The session that the peer asks to resume, where it may. */
  #session: ResumableSession<A> | undefined
  #tunnel: TlsTunnel | undefined
  #innerBegun = false
  /** How the authentication ends, once that is known. */
  #result: InnerResult<A> | undefined

  constructor(name: EapMethod) {
    this.#name = name
    this.#inner = methods[name].inner<A>()
  }

  /** Takes a whole message of the peer, of no octets where it only acknowledges. */
  async receive(message: Buffer, server: TlsMethodServer<A>): Promise<TlsStep<A>> {
    this.#tunnel ??= await this.#open(message, server)
    const tunnel = this.#tunnel
    if (message.length > 0) await tunnel.feed(message)
    await this.#advance(message, tunnel, server)
    const output = tunnel.takeOutput()
    if (output.length > 0 || !this.#result) return { kind: 'send', message: output }
    return this.#finish(tunnel, this.#result, server)
  }

  close(): void {
    this.#tunnel?.close()
  }

  /** The ClientHello has come: the tunnel resumes the session that it names, where its account is still good. */
  async #open(hello: Buffer, server: TlsMethodServer<A>): Promise<TlsTunnel> {
    const { contexts, sessions, resume, accounts } = server
    const name = this.#name
    const wanted = ticketName(hello)
    const known = wanted === undefined ? undefined : sessions.find(wanted, Date.now())
    if (known?.method.startsWith(`eap-${name}`) && (await resume(known.account))) this.#session = known
    this.#ticketKeys = this.#session?.ticketKeys ?? newTicketKeys()
    return new TlsTunnel(contexts.of(name), this.#ticketKeys, name === 'tls' && accounts().ca !== undefined)
  }

  /** TLS has taken in the message: goes on with the inner method once the handshake is done. */
  async #advance(message: Buffer, tunnel: TlsTunnel, server: TlsMethodServer<A>): Promise<void> {
    if (tunnel.failure) {
      this.#result = this.#resultOfFailure(tunnel.failure)
      return
    }
    if (this.#result || !tunnel.established) return
    if (!this.#innerBegun && this.#inner.beginsAfterAcknowledgement && tunnel.hasOutput) return
    if (!this.#innerBegun) this.#result = await this.#beginInner(tunnel, server)
    const plaintext = tunnel.takePlaintext()
    if (!this.#result && (plaintext.length > 0 || message.length === 0))
      this.#result = await this.#inner.receive(plaintext, tunnel, server.accounts())
  }

  async #beginInner(tunnel: TlsTunnel, server: TlsMethodServer<A>): Promise<InnerResult<A> | undefined> {
    this.#innerBegun = true
    server.onHandshake(tunnel.resumed)
    if (!tunnel.resumed) return this.#inner.begin(tunnel, server.accounts())
    if (!this.#session) return failed('tls-failed')
    const { account, identity, method } = this.#session
    return this.#inner.resume(tunnel, { success: true, account, identity, method })
  }

  #resultOfFailure(failure: string): InnerResult<A> {
    if (!this.#result) return failed(reasonOf(failure))
    return this.#result.success ? failed('peer-gave-up', this.#result.identity) : this.#result
  }

  #finish(tunnel: TlsTunnel, result: InnerResult<A>, server: TlsMethodServer<A>): TlsStep<A> {
    if (!result.success) return { kind: 'failure', reason: result.reason, identity: result.identity }
    const { resumed } = tunnel
    const { type, label } = methods[this.#name]
    const ticketKeys = this.#ticketKeys
    const expiresAt = Math.min(Date.now() + server.resumableMs, result.expiresAt ?? Number.POSITIVE_INFINITY)
    if (!resumed && ticketKeys) server.sessions.add({ ...result, ticketKeys, expiresAt })
    return {
      kind: 'success',
      authenticated: {
        result,
        keys: sessionKeys(tunnel, type, label),
        resumed,
        invalidateSession: () => {
          if (ticketKeys) server.sessions.remove(ticketKeys)
        },
      },
    }
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
