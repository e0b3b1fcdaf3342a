import { randomBytes } from 'node:crypto'
import { checkMsChap2Exchange } from '../../authentication/mschap.ts'
import { decodeEap, EapCode, EapType, encodeEap } from '../eap-packet.ts'
import type { TlsTunnel } from '../tls/tls-tunnel.ts'
import { type Accounts, failed, type InnerMethod, type InnerResult } from './inner-method.ts'

/** RFC 2759 §4 to §6, in EAP: draft-kamath-pppext-eap-mschapv2. */
const Op = { Challenge: 1, Response: 2, Success: 3, Failure: 4 } as const
/** Octets of op code, MS-CHAPv2 identifier and length. */
const OP_HEADER = 4
/** Peer's challenge, 8 of nothing, NT-Response, flags. */
const RESPONSE_VALUE = 49
const SERVER_NAME = 'plaza'

type Reader<A> = (
  type: number,
  data: Buffer,
  tunnel: TlsTunnel,
  accounts: Accounts<A>,
) => Promise<InnerResult<A> | undefined>

/**
 * PEAPv0 with EAP-MSCHAPv2 inside (draft-kamath-pppext-peapv0, [MS-PEAP]). Inner packets come without code, identifier and
 * length, but for the result at the end, which both sides must have seen. The steps stand in their order: identity,
 * challenge and response, success or failure, result.
 */
export const peap = <A>(): InnerMethod<A> => new Peap<A>()

class Peap<A> implements InnerMethod<A> {
  readonly beginsAfterAcknowledgement = true
  /** Reads the answer to what was sent last. */
  #next: Reader<A> | undefined
  #identifier = 0

  async begin(tunnel: TlsTunnel): Promise<undefined> {
    return this.#send(tunnel, EapType.Identity, Buffer.alloc(0), (...packet) => this.#readIdentity(...packet))
  }

  async resume(tunnel: TlsTunnel, result: InnerResult<A>): Promise<undefined> {
    return this.#sendResult(tunnel, result)
  }

  async receive(plaintext: Buffer, tunnel: TlsTunnel, accounts: Accounts<A>): Promise<InnerResult<A> | undefined> {
    if (plaintext.length === 0 || !this.#next) return undefined
    const packet = decodeEap(plaintext)
    const whole = packet?.code === EapCode.Response && packet.type === EapType.Tlv
    const [type, data] = whole ? [EapType.Tlv, packet.data] : [plaintext[0]!, plaintext.subarray(1)]
    return this.#next(type, data, tunnel, accounts)
  }

  async #send(tunnel: TlsTunnel, type: number, data: Buffer, reader: Reader<A>): Promise<undefined> {
    this.#next = reader
    await tunnel.write(Buffer.concat([Buffer.of(type), data]))
  }

  async #readIdentity(...[type, data, tunnel]: Parameters<Reader<A>>): Promise<InnerResult<A> | undefined> {
    if (type !== EapType.Identity) return failed('inner-malformed')
    const identity = data.toString()
    const challenge = randomBytes(16)
    const value = Buffer.concat([Buffer.of(challenge.length), challenge, Buffer.from(SERVER_NAME)])
    return this.#send(tunnel, EapType.MsChapV2, operation(Op.Challenge, value), (...packet) =>
      this.#readResponse(identity, challenge, ...packet),
    )
  }

  async #readResponse(
    identity: string,
    challenge: Buffer,
    ...[type, data, tunnel, accounts]: Parameters<Reader<A>>
  ): Promise<InnerResult<A> | undefined> {
    if (type === EapType.Nak) return this.#sendResult(tunnel, failed('no-common-inner-method', identity))
    const value = data.subarray(OP_HEADER + 1)
    if (type !== EapType.MsChapV2 || data[0] !== Op.Response || data[OP_HEADER] !== RESPONSE_VALUE)
      return failed('inner-malformed', identity)
    if (value.length < RESPONSE_VALUE) return failed('inner-malformed', identity)
    const found = await accounts.credential(identity)
    if (!found) return this.#sendFailure(tunnel, failed('unknown-user', identity))
    const exchange = { challenge, peerChallenge: value.subarray(0, 16), ntResponse: value.subarray(24, 48) }
    const proof = checkMsChap2Exchange(exchange, value.toString('utf8', RESPONSE_VALUE), found.password)
    if (!proof) return this.#sendFailure(tunnel, failed('wrong-password', identity))
    const message = Buffer.from(`${proof.authenticatorResponse} M=ok`)
    return this.#send(tunnel, EapType.MsChapV2, operation(Op.Success, message), (answerType, answerData) =>
      answerType === EapType.MsChapV2 && answerData[0] === Op.Success
        ? this.#sendResult(tunnel, { success: true, account: found.account, identity, method: 'eap-peap-mschapv2' })
        : this.#sendResult(tunnel, failed('peer-gave-up', identity)),
    )
  }

  /** ERROR_AUTHENTICATION_FAILURE, no other try (RFC 2759 §6); the result follows whatever the peer answers. */
  #sendFailure(tunnel: TlsTunnel, result: InnerResult<A>): Promise<undefined> {
    const message = `E=691 R=0 C=${randomBytes(16).toString('hex').toUpperCase()} V=3 M=no`
    return this.#send(tunnel, EapType.MsChapV2, operation(Op.Failure, Buffer.from(message)), () =>
      this.#sendResult(tunnel, result),
    )
  }

  async #sendResult(tunnel: TlsTunnel, result: InnerResult<A>): Promise<undefined> {
    this.#next = async (type, data) => readResult(result, type, data)
    this.#identifier = (this.#identifier + 1) & 0xff
    const data = resultTlv(result.success ? SUCCESS : FAILURE)
    await tunnel.write(encodeEap({ code: EapCode.Request, identifier: this.#identifier, type: EapType.Tlv, data }))
  }
}

/** Success needs the peer to agree. */
function readResult<A>(result: InnerResult<A>, type: number, data: Buffer): InnerResult<A> {
  if (!result.success) return result
  return type === EapType.Tlv && resultOf(data) === SUCCESS ? result : failed('peer-gave-up', result.identity)
}

/** The MS-CHAPv2 identifier need only be the same in the answer; there is one challenge in a tunnel. */
function operation(code: number, value: Buffer): Buffer {
  const head = Buffer.of(code, 1, 0, 0)
  head.writeUInt16BE(OP_HEADER + value.length, 2)
  return Buffer.concat([head, value])
}

const RESULT = 3
const MANDATORY = 0x80
const SUCCESS = 1
const FAILURE = 2

const resultTlv = (result: number): Buffer => Buffer.of(MANDATORY, RESULT, 0, 2, 0, result)

/** The result that the peer agrees to, among TLVs of two octets type and two octets length. */
function resultOf(tlvs: Buffer): number | undefined {
  for (let at = 0; at + 4 <= tlvs.length; at += 4 + tlvs.readUInt16BE(at + 2)) {
    if ((tlvs.readUInt16BE(at) & 0x3fff) === RESULT && tlvs.readUInt16BE(at + 2) === 2 && at + 6 <= tlvs.length)
      return tlvs.readUInt16BE(at + 4)
  }
  return undefined
}
