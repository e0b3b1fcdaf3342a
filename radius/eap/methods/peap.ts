import { randomBytes } from 'node:crypto'
import { checkMsChap2Answer } from '../../authentication/mschap.ts'
import { decodeEap, EapCode, EapType, encodeEap } from '../eap-packet.ts'
import type { TlsTunnel } from '../tls/tls-tunnel.ts'
import { type Accounts, failed, type InnerMethod, type Verdict } from './inner-method.ts'

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
) => Promise<Verdict<A> | undefined>

/**
 * PEAPv0 with EAP-MSCHAPv2 inside (draft-kamath-pppext-peapv0, [MS-PEAP]). Inner packets come without code, identifier and
 * length, but for the result at the end, which both sides must have seen.
 */
export function peap<A>(): InnerMethod<A> {
  let next: Reader<A> | undefined
  let identifier = 0

  const ask = async (tunnel: TlsTunnel, type: number, data: Buffer, reader: Reader<A>): Promise<undefined> => {
    next = reader
    await tunnel.write(Buffer.concat([Buffer.of(type), data]))
  }

  const finish = async (tunnel: TlsTunnel, verdict: Verdict<A>): Promise<undefined> => {
    next = async (type, data) => {
      if (!verdict.success) return verdict
      return type === EapType.Tlv && resultOf(data) === SUCCESS ? verdict : failed('peer-gave-up', verdict.identity)
    }
    identifier = (identifier + 1) & 0xff
    const data = resultTlv(verdict.success ? SUCCESS : FAILURE)
    await tunnel.write(encodeEap({ code: EapCode.Request, identifier, type: EapType.Tlv, data }))
  }

  const readIdentity: Reader<A> = async (type, data, tunnel) => {
    if (type !== EapType.Identity) return failed('inner-malformed')
    const identity = data.toString()
    const challenge = randomBytes(16)
    const value = Buffer.concat([Buffer.of(challenge.length), challenge, Buffer.from(SERVER_NAME)])
    return ask(tunnel, EapType.MsChapV2, operation(Op.Challenge, value), (...packet) =>
      readResponse(identity, challenge, ...packet),
    )
  }

  const readResponse = async (
    identity: string,
    challenge: Buffer,
    ...[type, data, tunnel, accounts]: Parameters<Reader<A>>
  ): Promise<Verdict<A> | undefined> => {
    if (type === EapType.Nak) return finish(tunnel, failed('no-common-inner-method', identity))
    const value = data.subarray(OP_HEADER + 1)
    if (type !== EapType.MsChapV2 || data[0] !== Op.Response || data[OP_HEADER] !== RESPONSE_VALUE)
      return failed('inner-malformed', identity)
    if (value.length < RESPONSE_VALUE) return failed('inner-malformed', identity)
    const found = await accounts.credential(identity)
    const answer = { challenge, peerChallenge: value.subarray(0, 16), ntResponse: value.subarray(24, 48) }
    const name = value.toString('utf8', RESPONSE_VALUE)
    const proof = found && checkMsChap2Answer(answer, name, found.password)
    if (!found || !proof) {
      const verdict = failed(found ? 'wrong-password' : 'unknown-user', identity)
      const message = `E=691 R=0 C=${randomBytes(16).toString('hex').toUpperCase()} V=3 M=no`
      return ask(tunnel, EapType.MsChapV2, operation(Op.Failure, Buffer.from(message)), () => finish(tunnel, verdict))
    }
    const message = Buffer.from(`${proof.authenticatorResponse} M=ok`)
    return ask(tunnel, EapType.MsChapV2, operation(Op.Success, message), (answerType, answerData) =>
      answerType === EapType.MsChapV2 && answerData[0] === Op.Success
        ? finish(tunnel, { success: true, account: found.account, identity, method: 'eap-peap-mschapv2' })
        : finish(tunnel, failed('peer-gave-up', identity)),
    )
  }

  return {
    beginsApart: true,
    begin: async (tunnel) => ask(tunnel, EapType.Identity, Buffer.alloc(0), readIdentity),
    resume: finish,
    async receive(plaintext, tunnel, accounts) {
      if (plaintext.length === 0 || !next) return undefined
      const packet = decodeEap(plaintext)
      const whole = packet?.code === EapCode.Response && packet.type === EapType.Tlv
      const [type, data] = whole ? [EapType.Tlv, packet.data] : [plaintext[0]!, plaintext.subarray(1)]
      return next(type, data, tunnel, accounts)
    },
  }
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
