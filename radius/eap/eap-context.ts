import type { RadiusClient } from '../server/request.ts'
import type { Conversation } from './conversation.ts'
import { Conversations } from './conversations.ts'
import type { EapMethod, EapServerOptions, EapStats } from './eap-server-options.ts'
import { createResumableSessions, type ResumableSessions } from './tls/resumable-sessions.ts'
import { createTlsContexts } from './tls/tls-context.ts'

/** What all steps of an EAP server share. */
export interface EapContext<C extends RadiusClient, A> {
  readonly options: EapServerOptions<C, A>
  readonly preferred: EapMethod
  readonly tlsContexts: ReturnType<typeof createTlsContexts>
  readonly sessions: ResumableSessions<A>
  readonly resumableMs: number
  readonly conversations: Conversations<Conversation<A>>
  readonly stats: EapStats
}

export function createEapContext<C extends RadiusClient, A>(options: EapServerOptions<C, A>): EapContext<C, A> {
  const [preferred] = options.methods
  if (!preferred) throw new RangeError('an EAP server needs a method')
  const { limits = {} } = options
  const resumableMs = limits.resumableMs ?? 24 * 3_600_000
  const sessions = createResumableSessions<A>(resumableMs > 0 ? (limits.resumable ?? 50_000) : 0)
  const conversations = new Conversations<Conversation<A>>(
    {
      conversations: limits.conversations ?? 4_000,
      perClient: limits.perClient ?? 1_000,
      perStation: limits.perStation ?? 4,
      idleMs: limits.idleMs ?? 30_000,
    },
    () => {
      stats.timeouts += 1
    },
    () => {
      stats.evicted += 1
    },
  )
  const stats: EapStats = {
    get open() {
      return conversations.size
    },
    get resumable() {
      return sessions.size
    },
    handshakes: 0,
    resumptions: 0,
    successes: 0,
    failures: new Map(),
    discards: new Map(),
    timeouts: 0,
    evicted: 0,
  }
  const tlsContexts = createTlsContexts(options.tls, Math.ceil(resumableMs / 1000))
  return { options, preferred, tlsContexts, sessions, resumableMs, conversations, stats }
}
