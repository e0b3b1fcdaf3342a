import { CallingStationId, FramedMtu, State } from '../attributes/rfc2865.ts'
import { EapMessage } from '../attributes/rfc2869.ts'
import { ErrorCause } from '../attributes/rfc5176.ts'
import { addMppeKeys } from '../authentication/mppe.ts'
import { Code } from '../packet/code.ts'
import { randomOctets } from '../random-octets.ts'
import { type RadiusClient, type RadiusRequest, type Reply, reply } from '../server/request.ts'
import { createConversations, type Open } from './conversations.ts'
import { decodeEap, EapCode, type EapPacket, EapType, encodeEap } from './eap-packet.ts'
import type {
  EapDiscard,
  EapFailure,
  EapMethod,
  EapOutcome,
  EapServer,
  EapServerOptions,
  EapStats,
} from './eap-server-options.ts'
import { createResumableSessions } from './tls/resumable-sessions.ts'
import { createTlsContexts } from './tls/tls-context.ts'
import { createReassembly, fragment, TlsFlag } from './tls/tls-fragments.ts'
import { type Authenticated, createTlsMethod, methods, type TlsMethod, type TlsMethodServer } from './tls/tls-method.ts'

/** Octets of an EAP packet that every path takes (RFC 3579 §2.4), unless Framed-MTU says less. */
const SAFE_EAP_SIZE = 1024
const SMALLEST_EAP_SIZE = 64
/** What a gateway puts around an EAP packet on its way to the device (RFC 3580 §3.10). */
const EAPOL_HEADER = 4
const EAP_TYPE_HEADER = 5
const STATE_SIZE = 24
/** RFC 3579 §2.2. */
const MOST_INVALID = 5
/** A flight of 6 KiB in the smallest fragments stays below. */
const MOST_ROUNDS = 150
const SWEEP_MS = 5_000

interface Conversation<A> extends Open {
  readonly state: Buffer
  readonly secret: string
  outerIdentity: string
  identifier: number
  /** The EAP-Request that waits for its response. */
  request: Buffer
  /** Undefined until the peer has said who it is. */
  method: EapMethod | undefined
  tls: TlsMethod<A> | undefined
  /** Fragments of a message to the peer that it has not seen yet. */
  unsent: Buffer[]
  reassembly: ReturnType<typeof createReassembly>
  hasNaked: boolean
  invalid: number
  busy: boolean
}

/** Authenticates by EAP over RADIUS (RFC 3748, RFC 3579): what `handle` gives is either the reply or what decides it. */
export function createEapServer<C extends RadiusClient, A>(options: EapServerOptions<C, A>): EapServer<C, A> {
  const [preferred] = options.methods
  if (!preferred) throw new RangeError('an EAP server needs a method')
  const { limits = {} } = options
  const resumableMs = limits.resumableMs ?? 24 * 3_600_000
  const contexts = createTlsContexts(options.tls, Math.ceil(resumableMs / 1000))
  const sessions = createResumableSessions<A>(resumableMs > 0 ? (limits.resumable ?? 50_000) : 0)
  const stats = {
    get open(): number {
      return conversations.size
    },
    get resumable(): number {
      return sessions.size
    },
    handshakes: 0,
    resumptions: 0,
    successes: 0,
    failures: new Map<EapFailure, number>(),
    discards: new Map<EapDiscard, number>(),
    timeouts: 0,
    evicted: 0,
  } satisfies EapStats
  const conversations = createConversations<Conversation<A>>(
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
  const sweeping = setInterval(() => conversations.sweep(Date.now()), SWEEP_MS).unref()

  const discard = (reason: EapDiscard): EapOutcome<A> => {
    count(stats.discards, reason)
    return { kind: 'discard', reason }
  }

  const fail = (conversation: Conversation<A>, reason: EapFailure, identity?: string): EapOutcome<A> => {
    conversations.remove(conversation)
    count(stats.failures, reason)
    return {
      kind: 'failure',
      reason,
      identity: identity ?? conversation.outerIdentity,
      reply: addEnd(reply(Code.AccessReject), EapCode.Failure, conversation.identifier),
    }
  }

  const challenge = (conversation: Conversation<A>): Reply =>
    reply(Code.AccessChallenge).add(EapMessage, conversation.request).add(State, conversation.state)

  const ask = (conversation: Conversation<A>, type: number, data: Buffer): EapOutcome<A> => {
    conversation.identifier = (conversation.identifier + 1) & 0xff
    conversation.request = encodeEap({ code: EapCode.Request, identifier: conversation.identifier, type, data })
    return { kind: 'challenge', reply: challenge(conversation) }
  }

  const offer = (conversation: Conversation<A>, method: EapMethod): EapOutcome<A> => {
    conversation.method = method
    return ask(conversation, methods[method].type, Buffer.of(TlsFlag.Start))
  }

  /** RFC 3579 §2.2: the request goes out again with a note that its answer was no good. */
  const ignore = (conversation: Conversation<A>, reason: EapDiscard): EapOutcome<A> => {
    count(stats.discards, reason)
    conversation.invalid += 1
    if (conversation.invalid >= MOST_INVALID) return fail(conversation, 'too-many-invalid-packets')
    return { kind: 'challenge', reply: challenge(conversation).add(ErrorCause, ErrorCause.values.InvalidEapPacket) }
  }

  const greet = (conversation: Conversation<A>, { data }: EapPacket): EapOutcome<A> => {
    conversation.outerIdentity = data.toString()
    return offer(conversation, preferred)
  }

  /** Without a packet where the gateway asks for the first request (EAP-Start, RFC 3579 §2.1). */
  const begin = (request: RadiusRequest<C>, packet: EapPacket | undefined): EapOutcome<A> => {
    const octets = randomOctets(STATE_SIZE)
    octets[0] = options.stateTag ?? 0
    const conversation: Conversation<A> = {
      key: octets.toString('latin1'),
      client: clientOf(request),
      station: stationOf(request),
      rounds: 1,
      lastHeardAt: request.receivedAt,
      close: () => conversation.tls?.close(),
      state: octets,
      secret: request.client.secret,
      outerIdentity: '',
      identifier: packet?.identifier ?? octets[1]!,
      request: Buffer.alloc(0),
      method: undefined,
      tls: undefined,
      unsent: [],
      reassembly: createReassembly(),
      hasNaked: false,
      invalid: 0,
      busy: false,
    }
    conversations.add(conversation)
    return packet ? greet(conversation, packet) : ask(conversation, EapType.Identity, Buffer.alloc(0))
  }

  const negotiate = (conversation: Conversation<A>, wanted: Buffer): EapOutcome<A> => {
    if (conversation.hasNaked || conversation.tls) return fail(conversation, 'no-common-method')
    conversation.hasNaked = true
    const method = options.methods.find((name) => name !== conversation.method && wanted.includes(methods[name].type))
    return method ? offer(conversation, method) : fail(conversation, 'no-common-method')
  }

  const succeed = (
    conversation: Conversation<A>,
    { verdict, keys, resumed, forget }: Authenticated<A>,
    request: RadiusRequest<C>,
  ): EapOutcome<A> => {
    const { identifier } = conversation
    conversations.remove(conversation)
    stats.successes += 1
    const { account, identity, method } = verdict
    return {
      kind: 'success',
      account,
      identity,
      method,
      resumed,
      accept: (accept) => addMppeKeys(addEnd(accept, EapCode.Success, identifier), keys, request),
      reject: (reject) => {
        forget()
        return addEnd(reject, EapCode.Failure, identifier)
      },
    }
  }

  const serverFor = (request: RadiusRequest<C>): TlsMethodServer<A> => ({
    contexts,
    sessions,
    resumableMs,
    resume: (account) => options.resume(account, request),
    accounts: () => ({
      ca: contexts.credentials.ca,
      credential: (username) => options.credential(username, request),
      certificate: (peer) => options.certificate(peer, request),
    }),
    onHandshake: (resumed) => {
      if (resumed) stats.resumptions += 1
      else stats.handshakes += 1
    },
  })

  const proceed = async (
    conversation: Conversation<A>,
    packet: EapPacket,
    request: RadiusRequest<C>,
  ): Promise<EapOutcome<A>> => {
    const { method } = conversation
    if (!method)
      return packet.type === EapType.Identity ? greet(conversation, packet) : ignore(conversation, 'wrong-method')
    const { type } = methods[method]
    if (packet.type === EapType.Nak) return negotiate(conversation, packet.data)
    if (packet.type !== type) return ignore(conversation, 'wrong-method')
    const received = conversation.reassembly.receive(packet.data)
    if (received.kind === 'bad') return ignore(conversation, 'bad-fragment')
    if (received.kind === 'more') return ask(conversation, type, Buffer.of(0))
    const waiting = conversation.unsent.shift()
    if (waiting)
      return received.message.length === 0 ? ask(conversation, type, waiting) : ignore(conversation, 'bad-fragment')
    conversation.tls ??= createTlsMethod<A>(method)
    const step = await conversation.tls.receive(received.message, serverFor(request))
    if (step.kind === 'failure') return fail(conversation, step.reason, step.identity)
    if (step.kind === 'success') return succeed(conversation, step.authenticated, request)
    const [first = Buffer.of(0), ...rest] = fragment(step.message, roomFor(request))
    conversation.unsent = rest
    return ask(conversation, type, first)
  }

  const resume = async (
    conversation: Conversation<A>,
    packet: EapPacket,
    request: RadiusRequest<C>,
  ): Promise<EapOutcome<A>> => {
    if (conversation.busy) return discard('busy')
    if (packet.identifier !== conversation.identifier) return ignore(conversation, 'wrong-identifier')
    conversations.touch(conversation, request.receivedAt)
    if (conversation.rounds > MOST_ROUNDS) return fail(conversation, 'too-many-rounds')
    conversation.busy = true
    try {
      return await proceed(conversation, packet, request)
    } catch (error) {
      conversations.remove(conversation)
      throw error
    } finally {
      conversation.busy = false
      // It may have been evicted meanwhile, before there was a tunnel to close.
      if (!conversations.has(conversation)) conversation.close()
    }
  }

  return {
    stats,
    async handle(request) {
      const message = request.packet.get(EapMessage)
      const state = request.packet.get(State)
      const packet = message && decodeEap(message)
      if (!message || (packet && packet.code !== EapCode.Response)) return discard('malformed')
      if (!state) {
        if (message.length === 0 || packet?.type === EapType.Identity) return begin(request, packet)
        return discard('malformed')
      }
      const conversation = conversations.find(state.toString('latin1'))
      if (!conversation || !isFrom(conversation, request)) return discard('unknown-state')
      return packet ? resume(conversation, packet, request) : ignore(conversation, 'malformed')
    },
    close() {
      clearInterval(sweeping)
      conversations.clear()
      sessions.clear()
    },
  }
}

const clientOf = ({ source }: RadiusRequest<RadiusClient>): string => source.address

const stationOf = ({ packet }: RadiusRequest<RadiusClient>): string | undefined => packet.get(CallingStationId)

/** A State is worth something only to the gateway and for the device that it was made for. */
const isFrom = (conversation: Conversation<unknown>, request: RadiusRequest<RadiusClient>): boolean =>
  conversation.client === clientOf(request) &&
  conversation.secret === request.client.secret &&
  conversation.station === stationOf(request)

/** Octets of an EAP packet's data that get to the device in one piece. */
function roomFor({ packet }: RadiusRequest<RadiusClient>): number {
  const size = Math.min(SAFE_EAP_SIZE, (packet.get(FramedMtu) ?? Number.POSITIVE_INFINITY) - EAPOL_HEADER)
  return Math.max(SMALLEST_EAP_SIZE, size) - EAP_TYPE_HEADER
}

/** Success and Failure carry the identifier of the response that they follow (RFC 3748 §4.2). */
const addEnd = (end: Reply, code: number, identifier: number): Reply =>
  end.add(EapMessage, encodeEap({ code, identifier, data: Buffer.alloc(0) }))

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
