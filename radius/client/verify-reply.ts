import { checkMessageAuthenticator, isResponseAuthentic } from '../packet/authenticators.ts'
import { Code } from '../packet/code.ts'
import { readPacket } from '../packet/decode.ts'
import type { Packet } from '../packet/packet.ts'

const repliesTo: Readonly<Record<number, readonly number[]>> = {
  [Code.AccessRequest]: [Code.AccessAccept, Code.AccessReject, Code.AccessChallenge],
  [Code.StatusServer]: [Code.AccessAccept, Code.AccountingResponse],
  [Code.AccountingRequest]: [Code.AccountingResponse],
  [Code.DisconnectRequest]: [Code.DisconnectAck, Code.DisconnectNak],
  [Code.CoaRequest]: [Code.CoaAck, Code.CoaNak],
}

/** What a reply must show beside the right authenticator. */
export interface ReplyVerification {
  secret: string
  /** Refuse a reply to an Access-Request that has no Message-Authenticator (CVE-2024-3596). True. */
  requireMessageAuthenticator?: boolean
}

/** The reply, if it answers this request and whoever sent it knows the secret. */
export function verifyReply(received: Buffer, request: Buffer, options: ReplyVerification): Packet | undefined {
  const reply = readPacket(received)
  if (typeof reply === 'string' || !reply.raw || reply.identifier !== request[1]) return undefined
  if (!repliesTo[request[0]!]?.includes(reply.code)) return undefined
  const authenticator = request.subarray(4, 20)
  if (!isResponseAuthentic(reply.raw, authenticator, options.secret)) return undefined
  const signature = checkMessageAuthenticator(reply.raw, options.secret, authenticator)
  const required = request[0] === Code.AccessRequest && options.requireMessageAuthenticator !== false
  return signature === 'right' || (signature === 'absent' && !required) ? reply : undefined
}
