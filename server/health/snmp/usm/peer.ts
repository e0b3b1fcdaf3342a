import type { SnmpCredential } from '../../../network/agents/credentials.ts'
import type { SilenceReason } from '../client.ts'
import { authenticationKey, privacyKey } from './keys.ts'
import type { Security } from './message.ts'
import type { EngineClock } from './privacy.ts'

type UserCredential = Extract<SnmpCredential, { version: '3' }>

/** What usmStats an agent's report names means for who asked (RFC 3414 section 5). */
export const Report = {
  unsupportedSecLevels: '1.3.6.1.6.3.15.1.1.1.0',
  notInTimeWindows: '1.3.6.1.6.3.15.1.1.2.0',
  unknownUserNames: '1.3.6.1.6.3.15.1.1.3.0',
  unknownEngineIds: '1.3.6.1.6.3.15.1.1.4.0',
  wrongDigests: '1.3.6.1.6.3.15.1.1.5.0',
  decryptionErrors: '1.3.6.1.6.3.15.1.1.6.0',
} as const

/** Why an agent refuses, by the report. */
export const refusals: ReadonlyMap<string, readonly [words: string, reason: SilenceReason]> = new Map([
  [Report.unsupportedSecLevels, ['unsupported security level: it wants more, or less, of this user', 'level']],
  [Report.unknownUserNames, ['unknown user name', 'user']],
  [Report.wrongDigests, ['wrong digest: its authentication key or protocol is another', 'auth']],
  [Report.decryptionErrors, ['decryption error: its privacy key or protocol is another', 'privacy']],
])

/** The user and key of a request that asks an agent who it is (RFC 3414 section 4). */
export const stranger: Security = { engineId: Buffer.alloc(0), username: Buffer.alloc(0) }
export const strangersClock: EngineClock = { boots: 0, time: 0 }

/** RFC 3411 section 5: SnmpEngineID. */
const [SHORTEST_ENGINE_ID, LONGEST_ENGINE_ID] = [5, 32]

/** One agent of SNMP v3, asked by one user: its engine id, its clock, and the keys that were localized for it. */
export class Peer {
  /** Undefined until the agent said who it is. */
  security: Security | undefined
  private clock: EngineClock = strangersClock
  /** When the clock was read, of the monotonic clock, ms. */
  private readAt = 0
  private readonly credential: UserCredential

  constructor(credential: UserCredential) {
    this.credential = credential
  }

  /** @returns false where it is no engine id */
  meet(engineId: Buffer): boolean {
    if (engineId.length < SHORTEST_ENGINE_ID || engineId.length > LONGEST_ENGINE_ID) return false
    if (this.security?.engineId.equals(engineId)) return true
    const { username, auth, privacy } = this.credential
    const own = Buffer.from(engineId)
    this.security = {
      engineId: own,
      username: Buffer.from(username),
      auth: auth && { protocol: auth.protocol, key: authenticationKey(auth.protocol, auth.key, own) },
      privacy: auth &&
        privacy && {
          protocol: privacy.protocol,
          key: privacyKey(privacy.protocol, privacy.key, auth.protocol, own),
        },
    }
    return true
  }

  /**
   * Takes the agent's clock over, backwards too: an answer is signed together with an id that was drawn for its request
   * alone, so that it is no old one, and there are agents that forget how often they booted.
   */
  setClock(clock: EngineClock, now: number): void {
    this.clock = clock
    this.readAt = now
  }

  clockAt(now: number): EngineClock {
    const { boots, time } = this.clock
    return { boots, time: (time + Math.floor((now - this.readAt) / 1000)) % 2 ** 31 }
  }
}
