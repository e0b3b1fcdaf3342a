import type { X509Certificate } from 'node:crypto'
import {
  CallingStationId,
  Code,
  createEapServer,
  delayed,
  type EapAuthentication,
  type EapFailure,
  type EapOutcome,
  type EapServer,
  type RadiusRequest,
  type Reply,
  reply,
} from '../../../radius/index.ts'
import { fingerprintOf } from '../../certificates/authority.ts'
import type { Certificates } from '../../certificates/certificates.ts'
import { isStorableText } from '../../database/storable-text.ts'
import type { DeviceCredential } from '../../directory/devices/device-credentials.ts'
import { parseMac } from '../../mac.ts'
import type { Gateway } from '../../network/gateways/gateways.ts'
import type { CredentialCache } from '../cache/credential-cache.ts'
import type { Credentials, RejectReason } from '../decide.ts'
import { createLockout, type Lockout } from '../lockout.ts'
import { exposeEapMetrics } from './eap-metrics.ts'

type Request = RadiusRequest<Gateway>
type Failure = Extract<EapOutcome<Account>, { kind: 'failure' }>

/** The credential that a conversation was about, by what finds it again: it may have changed since. */
interface Account {
  by: 'username' | 'fingerprint'
  key: string
}

/** A conversation has come to its end, as far as EAP goes. */
export interface EapResult {
  method: EapAuthentication | 'eap'
  credentials: Extract<Credentials, { kind: 'device-credential' | 'refused' }>
  /** Undefined: nobody that Plaza knows, or it was not shown. */
  residentId: number | undefined
  /** Puts what EAP has to say into the answer to the decision. */
  complete(answer: Reply): Reply
}

/** 802.1X with the device credentials that Plaza made. */
export interface EapAccess {
  /** What to answer at once (undefined: nothing), or who asks. Rejects where a credential cannot be looked up. */
  handle(request: Request): Promise<{ reply: Reply | undefined } | EapResult>
  close(): void
}

interface EapParts {
  certificates: Pick<Certificates, 'server'>
  credentials: CredentialCache
  /** A device was let in with this credential. */
  onUsed?(credentialId: number, mac: string): void
  /** The number of this process among those that share the port, 0 to 255. */
  stateTag?: number | undefined
}

/** What the steps below share. */
interface Context extends EapParts {
  lockout: Lockout
  server: EapServer<Gateway, Account>
}

export function createEapAccess(parts: EapParts): EapAccess {
  const lockout = createLockout()
  const server = openEapServer(parts, lockout)
  const context = { ...parts, lockout, server }
  const unexpose = exposeEapMetrics(server.stats)
  return {
    handle: (request) => handle(context, request),
    close() {
      unexpose()
      server.close()
    },
  }
}

const openEapServer = ({ certificates, credentials, stateTag = 0 }: EapParts, lockout: Lockout) =>
  createEapServer<Gateway, Account>({
    tls: certificates.server,
    // Whichever comes first is offered first; phones that want another say so (RFC 3748 section 5.3.1).
    methods: ['ttls', 'peap', 'tls'],
    stateTag,
    async credential(identity) {
      const account: Account = { by: 'username', key: withoutRealm(identity) }
      if (!isStorableText(account.key) || lockout.isLocked(account.key)) return undefined
      const found = await find(credentials, account)
      return found?.password === undefined ? undefined : { password: found.password, account }
    },
    async certificate(peer: X509Certificate) {
      const account: Account = { by: 'fingerprint', key: fingerprintOf(peer.raw) }
      return (await find(credentials, account)) && account
    },
    async resume(account) {
      const found = await find(credentials, account)
      return found !== undefined && found.revokedAt === null && found.expiresAt > new Date()
    },
  })

const find = (credentials: CredentialCache, { by, key }: Account): Promise<DeviceCredential | undefined> =>
  by === 'username' ? credentials.byUsername(key) : credentials.byFingerprint(key)

/** One round of the conversation. */
async function handle(context: Context, request: Request): Promise<{ reply: Reply | undefined } | EapResult> {
  const outcome = await context.server.handle(request)
  if (outcome.kind === 'challenge') return { reply: outcome.reply }
  if (outcome.kind === 'discard') return { reply: undefined }
  if (outcome.kind === 'failure') return failed(outcome, recordFailure(context.lockout, outcome))
  const credential = await find(context.credentials, outcome.account)
  return recordingUse(context, request, credential, succeeded(outcome, credential))
}

/** Counts a name or password that is wrong. @returns what operators read of the failed attempt */
function recordFailure(lockout: Lockout, { reason, identity }: Failure): RejectReason {
  if (identity === undefined || (reason !== 'unknown-user' && reason !== 'wrong-password')) return reasons[reason]
  const name = withoutRealm(identity)
  if (!isStorableText(name)) return 'name-with-nul'
  if (lockout.isLocked(name)) return 'wrong-password'
  lockout.recordFailure(name)
  return reasons[reason]
}

/** Reports the credential as used once the device is let in. */
function recordingUse(
  { onUsed }: Context,
  { packet }: Request,
  credential: DeviceCredential | undefined,
  result: EapResult,
): EapResult {
  const mac = parseMac(packet.get(CallingStationId) ?? '', true)
  if (!onUsed || !credential || mac === undefined) return result
  return {
    ...result,
    complete(answer) {
      if (answer.code === Code.AccessAccept) onUsed(credential.id, mac)
      return result.complete(answer)
    },
  }
}

function failed({ reply }: Failure, reason: RejectReason): EapResult {
  return {
    method: 'eap',
    credentials: { kind: 'refused', reason },
    residentId: undefined,
    complete: ({ delayMs }) => withDelay(reply, delayMs),
  }
}

function succeeded(
  { method, accept, reject }: Extract<EapOutcome<Account>, { kind: 'success' }>,
  credential: DeviceCredential | undefined,
): EapResult {
  return {
    method,
    credentials: { kind: 'device-credential', credential },
    residentId: credential?.residentId,
    // Without the Reply-Message, which must not stand beside an EAP-Message (RFC 3579 section 2.6.5).
    complete: (answer) =>
      answer.code === Code.AccessAccept ? accept(answer) : withDelay(reject(reply(Code.AccessReject)), answer.delayMs),
  }
}

const withDelay = (answer: Reply, delayMs: number | undefined) =>
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
