import { addToMd5, beginMd5, finishMd5, MD5_SIZE } from './md5.ts'
import { sharedSecret } from './shared-secret.ts'

const pad = Buffer.alloc(MD5_SIZE)

/**
 * Hides octets, or shows them again (RFC 2865 §5.2, RFC 2548 §2.4.2): each block of 16 is mixed with the sum over the secret
 * and the hidden block before it or, of the first, what `first` holds. There must be whole blocks.
 */
export function mask(text: Buffer, secret: string, first: Buffer, way: 'hide' | 'show'): Buffer {
  const { octets: key } = sharedSecret(secret)
  const result = Buffer.allocUnsafe(text.length)
  const hidden = way === 'hide' ? result : text
  for (let at = 0; at < text.length; at += MD5_SIZE) {
    beginMd5()
    addToMd5(key)
    if (at === 0) addToMd5(first)
    else addToMd5(hidden, at - MD5_SIZE, at)
    finishMd5(pad, 0)
    for (let index = 0; index < MD5_SIZE; index += 1) result[at + index] = text[at + index]! ^ pad[index]!
  }
  return result
}
