import { createHash, timingSafeEqual } from 'node:crypto'
import type { AttributeType } from '../../attributes/attribute-type.ts'
import { UserName, UserPassword } from '../../attributes/rfc2865.ts'
import { MsChap2Response, MsChap2Success, MsChapChallenge } from '../../attributes/vendors/microsoft.ts'
import { checkMsChap2Exchange, msChap2Success, readMsChap2 } from '../../authentication/mschap.ts'
import { withoutPadding } from '../../authentication/passwords.ts'
import type { TlsTunnel } from '../tls/tls-tunnel.ts'
import { type Accounts, confirmResumption, failed, type InnerMethod, type InnerResult } from './inner-method.ts'
import { type Avp, decodeAvps, encodeAvp } from './ttls-avps.ts'

/** EAP-TTLS (RFC 5281) with PAP or MS-CHAPv2 inside. */
export function eapTtls<A>(): InnerMethod<A> {
  /** MS-CHAPv2 is right, and the peer has still to see that the server knows the password too. */
  let proven: InnerResult<A> | undefined

  return {
    begin: async () => undefined,
    resume: confirmResumption,
    async receive(plaintext, tunnel, accounts) {
      if (proven) return plaintext.length === 0 ? proven : failed('inner-malformed', proven.identity)
      if (plaintext.length === 0) return undefined
      const avps = decodeAvps(plaintext)
      const username = avps && dataOf(avps, UserName)?.toString()
      if (!username) return failed('inner-malformed')
      const password = dataOf(avps, UserPassword)
      if (password) return checkPap(username, password, accounts)
      const challenge = dataOf(avps, MsChapChallenge)
      const response = dataOf(avps, MsChap2Response)
      if (!challenge || !response) return failed('no-common-inner-method', username)
      const result = await checkMsChap(username, challenge, response, tunnel, accounts)
      if (!result.success) return result
      proven = result
      return undefined
    },
  }
}

const dataOf = (avps: readonly Avp[], { number, vendor }: AttributeType<unknown>): Buffer | undefined =>
  avps.find((avp) => avp.code === number && avp.vendor === vendor)?.data

/** RFC 5281 §11.2.5: the password is padded with zeros to hide its length. */
async function checkPap<A>(username: string, padded: Buffer, accounts: Accounts<A>): Promise<InnerResult<A>> {
  const found = await accounts.credential(username)
  if (!found) return failed('unknown-user', username)
  if (!isSame(withoutPadding(padded), found.password)) return failed('wrong-password', username)
  return { success: true, account: found.account, identity: username, method: 'eap-ttls-pap' }
}

const sha256 = (text: string | Buffer): Buffer => createHash('sha256').update(text).digest()

/** In constant time, whatever the lengths. */
const isSame = (given: Buffer, password: string): boolean => timingSafeEqual(sha256(given), sha256(password))

/** RFC 5281 §11.2.4: the challenge is not sent but comes from the tunnel's keys, so that it cannot be chosen. */
async function checkMsChap<A>(
  username: string,
  challenge: Buffer,
  response: Buffer,
  tunnel: TlsTunnel,
  accounts: Accounts<A>,
): Promise<InnerResult<A>> {
  const exchange = readMsChap2(challenge, response)
  const implicit = tunnel.exportKey(17, 'ttls challenge')
  if (!exchange || !challenge.equals(implicit.subarray(0, 16)) || exchange.ident !== implicit[16])
    return failed('inner-malformed', username)
  const found = await accounts.credential(username)
  if (!found) return failed('unknown-user', username)
  const proof = checkMsChap2Exchange(exchange, username, found.password)
  if (!proof) return failed('wrong-password', username)
  const { number: code, vendor } = MsChap2Success
  await tunnel.write(encodeAvp({ code, vendor, data: msChap2Success(exchange.ident, proof) }))
  return { success: true, account: found.account, identity: username, method: 'eap-ttls-mschapv2' }
}
