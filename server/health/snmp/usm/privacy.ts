import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { PrivacyProtocol } from '../../../network/tables.ts'
import { Malformed } from '../wire/ber.ts'

/** By which the agent's clock goes into the initialisation vector (RFC 3826 section 3.1.2.1). */
export interface EngineClock {
  boots: number
  time: number
}

const DES_BLOCK = 8

/** Counts on from a random start, so that no two messages of this process have the same (RFC 3826 section 3.1.2.1). */
let salt = randomBytes(8).readBigUInt64BE()

/** @returns the octets encrypted and the parameters that go with them */
export function encrypt(
  protocol: PrivacyProtocol,
  key: Buffer,
  clock: EngineClock,
  plain: Buffer,
): { octets: Buffer; parameters: Buffer } {
  const parameters = Buffer.allocUnsafe(8)
  salt = BigInt.asUintN(64, salt + 1n)
  parameters.writeBigUInt64BE(salt)
  if (protocol !== 'des') {
    const cipher = createCipheriv(aesName(key), key, aesVector(clock, parameters))
    return { octets: Buffer.concat([cipher.update(plain), cipher.final()]), parameters }
  }
  const padding = Buffer.alloc((DES_BLOCK - (plain.length % DES_BLOCK)) % DES_BLOCK)
  const cipher = createCipheriv('des-ede3-cbc', tripled(key), desVector(key, parameters)).setAutoPadding(false)
  return { octets: Buffer.concat([cipher.update(plain), cipher.update(padding), cipher.final()]), parameters }
}

/** What a wrong key makes of it is no error here: it cannot be read afterwards. @throws {Malformed} */
export function decrypt(
  protocol: PrivacyProtocol,
  key: Buffer,
  clock: EngineClock,
  octets: Buffer,
  parameters: Buffer,
): Buffer {
  if (parameters.length !== 8) throw new Malformed('wrong privacy parameters')
  if (protocol === 'des' && octets.length % DES_BLOCK !== 0) throw new Malformed('no whole blocks of DES')
  const decipher =
    protocol === 'des'
      ? createDecipheriv('des-ede3-cbc', tripled(key), desVector(key, parameters)).setAutoPadding(false)
      : createDecipheriv(aesName(key), key, aesVector(clock, parameters))
  return Buffer.concat([decipher.update(octets), decipher.final()])
}

const aesName = (key: Buffer) => `aes-${key.length * 8}-cfb`

function aesVector({ boots, time }: EngineClock, parameters: Buffer): Buffer {
  const vector = Buffer.allocUnsafe(16)
  vector.writeInt32BE(boots | 0, 0)
  vector.writeInt32BE(time | 0, 4)
  parameters.copy(vector, 8)
  return vector
}

/** OpenSSL 3 has single DES in its legacy provider only; EDE with one key three times is the same. */
const tripled = (key: Buffer): Buffer => {
  const one = key.subarray(0, DES_BLOCK)
  return Buffer.concat([one, one, one])
}

/** RFC 3414 section 8.1.1.1. */
const desVector = (key: Buffer, parameters: Buffer): Buffer =>
  Buffer.from(parameters.map((octet, index) => octet ^ key[DES_BLOCK + index]!))
