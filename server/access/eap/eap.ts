import type { X509Certificate } from 'node:crypto'
import {
  CallingStationId,
  Code,
  createEapServer,
  delayed,
  type EapAuthentication,
  type EapFailure,
  type EapOutcome,
  type RadiusRequest,
  type Reply,
  reply,
} from '../../../radius/index.ts'
import { fingerprintOf } from '../../certificates/authority.ts'
import type { Certificates } from '../../certificates/certificates.ts'
import type { DeviceCredential } from '../../directory/device-credentials.ts'
import { parseMac } from '../../mac.ts'
import type { Gateway } from '../../network/gateways/gateways.ts'
import type { KnownCredentials } from '../cache/known-credentials.ts'
import type { Credentials, RejectReason } from '../decide.ts'
import { showEap } from './eap-metrics.ts'
import { createWrongPasswords } from './wrong-passwords.ts'

type Request = RadiusRequest<Gateway>
type Failure = Extract<EapOutcome<Account>, { kind: 'failure' }>

/** The credential that a conversation was about, by what finds it again: it may have changed since. */
interface Account {
  by: 'username' | 'fingerprint'
  key: string
}

/** A conversation has come to its end, as far as EAP goes. */
export interface EapEnd {
  method: EapAuthentication | 'eap'
  credentials: Extract<Credentials, { kind: 'device-credential' | 'refused' }>
  /** Undefined: nobody that Plaza knows, or it was not shown. */
  residentId: number | undefined
  /** Puts what EAP has to say into the answer to the decision. */
  finish(answer: Reply): Reply
}

/** 802.1X with the device credentials that Plaza made. */
export interface EapAccess {
  /** What to answer at once (undefined: nothing), or who asks. Rejects where a credential cannot be looked up. */
  step(request: Request): Promise<{ reply: Reply | undefined } | EapEnd>
  close(): void
}

export function createEapAccess(parts: {
  certificates: Pick<Certificates, 'server'>
  credentials: KnownCredentials
  /** A device was let in with this credential. */
  onUsed?(credentialId: number, mac: string): void
  /** The number of this process among those that share the port, 0 to 255. */
  stateTag?: number | undefined
}): EapAccess {
  const { certificates, credentials, onUsed, stateTag = 0 } = parts
  const find = ({ by, key }: Account) =>
    by === 'username' ? credentials.byUsername(key) : credentials.byFingerprint(key)

  const wrongPasswords = createWrongPasswords()
  const server = createEapServer<Gateway, Account>({
    tls: certificates.server,
    // Whichever comes first is offered first; phones that want another say so (RFC 3748 section 5.3.1).
    methods: ['ttls', 'peap', 'tls'],
    stateTag,
    async credential(identity) {
      const account: Account = { by: 'username', key: withoutRealm(identity) }
      if (wrongPasswords.tooMany(account.key)) return undefined
      const found = await find(account)
      return found?.password === undefined ? undefined : { password: found.password, account }
    },
    async certificate(peer: X509Certificate) {
      const account: Account = { by: 'fingerprint', key: fingerprintOf(peer.raw) }
      return (await find(account)) && account
    },
    async resume(account) {
      const found = await find(account)
      return found !== undefined && found.revokedAt === null && found.expiresAt > new Date()
    },
  })

  /** Counts a name or password that is not right; whether this name has had too many, and was not looked up. */
  const guessed = ({ reason, identity }: Failure): boolean => {
    if (identity === undefined || (reason !== 'unknown-user' && reason !== 'wrong-password')) return false
    const name = withoutRealm(identity)
    const tooMany = wrongPasswords.tooMany(name)
    if (!tooMany) wrongPasswords.note(name)
    return tooMany
  }

  const hide = showEap(server.stats)
  return {
    async step(request) {
      const outcome = await server.handle(request)
      if (outcome.kind === 'challenge') return { reply: outcome.reply }
      if (outcome.kind === 'discard') return { reply: undefined }
      if (outcome.kind === 'failure') return failed(outcome, guessed(outcome))
      const credential = await find(outcome.account)
      const end = succeeded(outcome, credential)
      const mac = parseMac(request.packet.get(CallingStationId) ?? '', true)
      if (!onUsed || !credential || mac === undefined) return end
      return {
        ...end,
        finish(answer) {
          if (answer.code === Code.AccessAccept) onUsed(credential.id, mac)
          return end.finish(answer)
        },
      }
    },
    close() {
      hide()
      server.close()
    },
  }
}

function failed({ reason, reply }: Failure, tooMany: boolean): EapEnd {
  return {
    method: 'eap',
    credentials: { kind: 'refused', reason: tooMany ? 'wrong-password' : reasons[reason] },
    residentId: undefined,
    finish: ({ delayMs }) => later(reply, delayMs),
  }
}

function succeeded(
  { method, accept, reject }: Extract<EapOutcome<Account>, { kind: 'success' }>,
  credential: DeviceCredential | undefined,
): EapEnd {
  return {
    method,
    credentials: { kind: 'device-credential', credential },
    residentId: credential?.residentId,
    // Without the Reply-Message, which must not stand beside an EAP-Message (RFC 3579 section 2.6.5).
    finish: (answer) =>
      answer.code === Code.AccessAccept ? accept(answer) : later(reject(reply(Code.AccessReject)), answer.delayMs),
  }
}

const later = (answer: Reply, delayMs: number | undefined) =>
  delayMs === undefined ? answer : delayed(answer, delayMs)

/** A phone's profile may add the city's realm to the user name, for others to find their way by. */
const withoutRealm = (identity: string): string => identity.replace(/@.*$/s, '')

const reasons: Record<EapFailure, RejectReason> = {
  'unknown-user': 'unknown-user',
  'wrong-password': 'wrong-password',
  'unknown-ca': 'unknown-ca',
  'certificate-expired': 'credential-expired',
  'certificate-revoked': 'unknown-certificate',
  'certificate-missing': 'certificate-unfit',
  'certificate-invalid': 'certificate-unfit',
  'peer-rejected-certificate': 'server-not-trusted',
  'tls-failed': 'tls-failed',
  'no-common-method': 'unsupported-method',
  'no-common-inner-method': 'unsupported-method',
  'inner-malformed': 'eap-broken-off',
  'too-many-invalid-packets': 'eap-broken-off',
  'too-many-rounds': 'eap-broken-off',
  'peer-gave-up': 'eap-broken-off',
}
