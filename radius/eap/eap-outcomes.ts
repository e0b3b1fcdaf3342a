import { State } from '../attributes/rfc2865.ts'
import { EapMessage } from '../attributes/rfc2869.ts'
import { ErrorCause } from '../attributes/rfc5176.ts'
import { addMppeKeys } from '../authentication/mppe.ts'
import { count } from '../count.ts'
import { Code } from '../packet/code.ts'
import { type RadiusClient, type RadiusRequest, type Reply, reply } from '../server/request.ts'
import type { Conversation } from './conversation.ts'
import type { EapContext } from './eap-context.ts'
import { EapCode, encodeEap } from './eap-packet.ts'
import type { EapDiscard, EapFailure, EapOutcome } from './eap-server-options.ts'
import type { Authenticated } from './tls/tls-method.ts'

/** Invalid packets that end a conversation (RFC 3579 §2.2). */
const MAX_INVALID_PACKETS = 5

/** A new EAP-Request in an Access-Challenge. */
export function sendRequest<A>(conversation: Conversation<A>, type: number, data: Buffer): EapOutcome<A> {
  conversation.identifier = (conversation.identifier + 1) & 0xff
  conversation.request = encodeEap({ code: EapCode.Request, identifier: conversation.identifier, type, data })
  return { kind: 'challenge', reply: challenge(conversation) }
}

/** What came is no answer: the same EAP-Request again, with an Error-Cause that says so (RFC 3579 §2.2). */
export function repeatRequest<C extends RadiusClient, A>(
  context: EapContext<C, A>,
  conversation: Conversation<A>,
  reason: EapDiscard,
): EapOutcome<A> {
  count(context.stats.discards, reason)
  conversation.invalidPackets += 1
  if (conversation.invalidPackets >= MAX_INVALID_PACKETS) return fail(context, conversation, 'too-many-invalid-packets')
  return { kind: 'challenge', reply: challenge(conversation).add(ErrorCause, ErrorCause.values.InvalidEapPacket) }
}

const challenge = ({ request, state }: Conversation<unknown>): Reply =>
  reply(Code.AccessChallenge).add(EapMessage, request).add(State, state)

/** EAP has succeeded; whoever asked decides whether the device may go online. */
export function succeed<C extends RadiusClient, A>(
  { conversations, stats }: EapContext<C, A>,
  conversation: Conversation<A>,
  { result, keys, resumed, invalidateSession }: Authenticated<A>,
  request: RadiusRequest<C>,
): EapOutcome<A> {
  const { identifier } = conversation
  conversations.remove(conversation)
  stats.successes += 1
  const { account, identity, method } = result
  return {
    kind: 'success',
    account,
    identity,
    method,
    resumed,
    accept: (accept) => addMppeKeys(addEapResult(accept, EapCode.Success, identifier), keys, request),
    reject: (reject) => {
      invalidateSession()
      return addEapResult(reject, EapCode.Failure, identifier)
    },
  }
}

export function fail<C extends RadiusClient, A>(
  { conversations, stats }: EapContext<C, A>,
  conversation: Conversation<A>,
  reason: EapFailure,
  identity?: string,
): EapOutcome<A> {
  conversations.remove(conversation)
  count(stats.failures, reason)
  return {
    kind: 'failure',
    reason,
    identity: identity ?? conversation.outerIdentity,
    reply: addEapResult(reply(Code.AccessReject), EapCode.Failure, conversation.identifier),
  }
}

/** Success and Failure carry the identifier of the response that they follow (RFC 3748 §4.2). */
const addEapResult = (result: Reply, code: number, identifier: number): Reply =>
  result.add(EapMessage, encodeEap({ code, identifier, data: Buffer.alloc(0) }))

export function discard<C extends RadiusClient, A>({ stats }: EapContext<C, A>, reason: EapDiscard): EapOutcome<A> {
  count(stats.discards, reason)
  return { kind: 'discard', reason }
}
