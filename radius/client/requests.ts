import { randomBytes, randomInt } from 'node:crypto'
import { ChapChallenge, ChapPassword, UserName, UserPassword } from '../attributes/rfc2865.ts'
import { chapPassword, encodeUserPassword } from '../authentication/passwords.ts'
import { Code } from '../packet/code.ts'
import { Packet } from '../packet/packet.ts'

export interface AccessRequestOptions {
  username: string
  /** Given for PAP. */
  password?: string
  /** Given for CHAP, in place of `password`; the challenge is 16 fresh octets unless a portal has already used one. */
  chap?: { password: string; challenge?: Buffer } | { response: Buffer; challenge: Buffer }
  /** Hides the PAP password: the same secret that the request is sent with. */
  secret: string
}

const request = (code: number, authenticator?: Buffer): Packet => new Packet(code, randomInt(256), authenticator)

/**
 * An Access-Request with a random authenticator; `encodeRequest` and `exchange` put Message-Authenticator first. `chap`
 * with a `response` takes the 17 octets of a CHAP-Password that someone else has made.
 */
export function accessRequest({ username, password, chap, secret }: AccessRequestOptions): Packet {
  const authenticator = randomBytes(16)
  const packet = request(Code.AccessRequest, authenticator).add(UserName, username)
  if (password !== undefined) packet.add(UserPassword, encodeUserPassword(password, secret, authenticator))
  if (chap) {
    const challenge = chap.challenge ?? randomBytes(16)
    const response = 'response' in chap ? chap.response : chapPassword(randomInt(256), chap.password, challenge)
    packet.add(ChapPassword, response).add(ChapChallenge, challenge)
  }
  return packet
}

/** An Accounting-Request without attributes (RFC 2866 §4.1). */
export const accountingRequest = (): Packet => request(Code.AccountingRequest)

/** A Disconnect-Request without attributes (RFC 5176 §2.1): add what identifies the session, as it was received. */
export const disconnectRequest = (): Packet => request(Code.DisconnectRequest)

/** A CoA-Request without attributes (RFC 5176 §2.2). */
export const coaRequest = (): Packet => request(Code.CoaRequest)

/** A Status-Server request: asks whether a server is alive (RFC 5997). */
export const statusRequest = (): Packet => request(Code.StatusServer, randomBytes(16))
