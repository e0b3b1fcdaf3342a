import { FramedMtu, State } from '../attributes/rfc2865.ts'
import { EapMessage } from '../attributes/rfc2869.ts'
import type { RadiusClient, RadiusRequest } from '../server/request.ts'
import { belongsTo, type Conversation, createConversation } from './conversation.ts'
import { createEapContext, type EapContext } from './eap-context.ts'
import { discard, fail, repeatRequest, sendRequest, succeed } from './eap-outcomes.ts'
import { decodeEap, EapCode, type EapPacket, EapType } from './eap-packet.ts'
import type { EapMethod, EapOutcome, EapServer, EapServerOptions } from './eap-server-options.ts'
import { fragment, TlsFlag } from './tls/tls-fragments.ts'
import { methods, TlsMethod, type TlsMethodServer } from './tls/tls-method.ts'

/** Octets of an EAP packet that every path takes (RFC 3579 §2.4), unless Framed-MTU says less. */
const SAFE_EAP_SIZE = 1024
const SMALLEST_EAP_SIZE = 64
/** What a gateway puts around an EAP packet on its way to the device (RFC 3580 §3.10). */
const EAPOL_HEADER = 4
const EAP_TYPE_HEADER = 5
/** A flight of 6 KiB in the smallest fragments stays below. */
const MAX_ROUNDS = 150
const IDLE_CHECK_MS = 5_000

/**
 * Authenticates by EAP over RADIUS (RFC 3748, RFC 3579): what `handle` gives is either the reply or what decides it. The
 * functions below are the steps of a conversation in their order: identity, method proposal or Nak, TLS messages in
 * fragments, then Success or Failure.
 */
export function createEapServer<C extends RadiusClient, A>(options: EapServerOptions<C, A>): EapServer<C, A> {
  const context = createEapContext(options)
  const { stats, conversations, sessions } = context
  const idleCheck = setInterval(() => conversations.removeIdle(Date.now()), IDLE_CHECK_MS).unref()
  return {
    stats,
    handle: (request) => handle(context, request),
    close() {
      clearInterval(idleCheck)
      conversations.clear()
      sessions.clear()
    },
  }
}

/** Finds the conversation of an Access-Request by its State, or begins one (RFC 2865 §5.24). */
async function handle<C extends RadiusClient, A>(
  context: EapContext<C, A>,
  request: RadiusRequest<C>,
): Promise<EapOutcome<A>> {
  const message = request.packet.get(EapMessage)
  const state = request.packet.get(State)
  const packet = message && decodeEap(message)
  if (!message || (packet && packet.code !== EapCode.Response)) return discard(context, 'malformed')
  if (!state) {
    if (message.length === 0 || packet?.type === EapType.Identity) return begin(context, request, packet)
    return discard(context, 'malformed')
  }
  const conversation = context.conversations.find(state.toString('latin1'))
  if (!conversation || !belongsTo(conversation, request)) return discard(context, 'unknown-state')
  return packet
    ? continueWith(context, conversation, packet, request)
    : repeatRequest(context, conversation, 'malformed')
}

/** Without a packet where the gateway asks for the first request (EAP-Start, RFC 3579 §2.1). */
function begin<C extends RadiusClient, A>(
  context: EapContext<C, A>,
  request: RadiusRequest<C>,
  packet: EapPacket | undefined,
): EapOutcome<A> {
  const conversation = createConversation<A>(request, context.options.stateTag ?? 0, packet?.identifier)
  context.conversations.add(conversation)
  if (packet) return handleIdentity(context, conversation, packet)
  return sendRequest(conversation, EapType.Identity, Buffer.alloc(0))
}

/** The next packet of a conversation; one that comes while another is worked on is dropped. */
async function continueWith<C extends RadiusClient, A>(
  context: EapContext<C, A>,
  conversation: Conversation<A>,
  packet: EapPacket,
  request: RadiusRequest<C>,
): Promise<EapOutcome<A>> {
  const { conversations } = context
  if (conversation.busy) return discard(context, 'busy')
  if (packet.identifier !== conversation.identifier) return repeatRequest(context, conversation, 'wrong-identifier')
  conversations.touch(conversation, request.receivedAt)
  if (conversation.rounds > MAX_ROUNDS) return fail(context, conversation, 'too-many-rounds')
  conversation.busy = true
  try {
    return await handleResponse(context, conversation, packet, request)
  } catch (error) {
    conversations.remove(conversation)
    throw error
  } finally {
    conversation.busy = false
    // It may have been evicted meanwhile, before there was a tunnel to close.
    if (!conversations.has(conversation)) conversation.close()
  }
}

/** By type: Identity, Nak, or a fragment of the method's TLS messages. */
async function handleResponse<C extends RadiusClient, A>(
  context: EapContext<C, A>,
  conversation: Conversation<A>,
  packet: EapPacket,
  request: RadiusRequest<C>,
): Promise<EapOutcome<A>> {
  const { method } = conversation
  if (!method) {
    if (packet.type === EapType.Identity) return handleIdentity(context, conversation, packet)
    return repeatRequest(context, conversation, 'wrong-method')
  }
  const { type } = methods[method]
  if (packet.type === EapType.Nak) return handleNak(context, conversation, packet.data)
  if (packet.type !== type) return repeatRequest(context, conversation, 'wrong-method')
  const received = conversation.reassembly.receive(packet.data)
  if (received.kind === 'bad') return repeatRequest(context, conversation, 'bad-fragment')
  if (received.kind === 'more') return sendRequest(conversation, type, Buffer.of(0))
  const next = conversation.pendingFragments.shift()
  if (!next) return handleTlsMessage(context, conversation, method, received.message, request)
  if (received.message.length > 0) return repeatRequest(context, conversation, 'bad-fragment')
  return sendRequest(conversation, type, next)
}

/** RFC 3748 §5.1. */
function handleIdentity<C extends RadiusClient, A>(
  { preferred }: EapContext<C, A>,
  conversation: Conversation<A>,
  { data }: EapPacket,
): EapOutcome<A> {
  conversation.outerIdentity = data.toString()
  return proposeMethod(conversation, preferred)
}

/** The peer wants another method (RFC 3748 §5.3.1): it is asked once. */
function handleNak<C extends RadiusClient, A>(
  context: EapContext<C, A>,
  conversation: Conversation<A>,
  wanted: Buffer,
): EapOutcome<A> {
  if (conversation.nakReceived || conversation.tls) return fail(context, conversation, 'no-common-method')
  conversation.nakReceived = true
  const method = context.options.methods.find(
    (name) => name !== conversation.method && wanted.includes(methods[name].type),
  )
  return method ? proposeMethod(conversation, method) : fail(context, conversation, 'no-common-method')
}

/** The Start of EAP-TLS (RFC 5216 §2.1.1), which EAP-TTLS and PEAP share. */
function proposeMethod<A>(conversation: Conversation<A>, method: EapMethod): EapOutcome<A> {
  conversation.method = method
  return sendRequest(conversation, methods[method].type, Buffer.of(TlsFlag.Start))
}

/** A whole message of the peer's TLS, or its acknowledgement of ours. */
async function handleTlsMessage<C extends RadiusClient, A>(
  context: EapContext<C, A>,
  conversation: Conversation<A>,
  method: EapMethod,
  message: Buffer,
  request: RadiusRequest<C>,
): Promise<EapOutcome<A>> {
  conversation.tls ??= new TlsMethod<A>(method)
  const step = await conversation.tls.receive(message, tlsServerFor(context, request))
  if (step.kind === 'failure') return fail(context, conversation, step.reason, step.identity)
  if (step.kind === 'success') return succeed(context, conversation, step.authenticated, request)
  const [first = Buffer.of(0), ...rest] = fragment(step.message, fragmentSize(request))
  conversation.pendingFragments = rest
  return sendRequest(conversation, methods[method].type, first)
}

const tlsServerFor = <C extends RadiusClient, A>(
  { options, tlsContexts, sessions, resumableMs, stats }: EapContext<C, A>,
  request: RadiusRequest<C>,
): TlsMethodServer<A> => ({
  contexts: tlsContexts,
  sessions,
  resumableMs,
  resume: (account) => options.resume(account, request),
  accounts: () => ({
    ca: tlsContexts.credentials.ca,
    credential: (username) => options.credential(username, request),
    certificate: (peer) => options.certificate(peer, request),
  }),
  onHandshake: (resumed) => {
    if (resumed) stats.resumptions += 1
    else stats.handshakes += 1
  },
})

/** Octets of an EAP packet's data that get to the device in one piece. */
function fragmentSize({ packet }: RadiusRequest<RadiusClient>): number {
  const size = Math.min(SAFE_EAP_SIZE, (packet.get(FramedMtu) ?? Number.POSITIVE_INFINITY) - EAPOL_HEADER)
  return Math.max(SMALLEST_EAP_SIZE, size) - EAP_TYPE_HEADER
}
