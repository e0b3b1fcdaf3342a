import {
  lookAtSecret,
  lookAtUamSecret,
  newSecret,
  newUamSecret,
  signsRedirects,
} from '../../network/gateways/entry/new-secret.ts'
import type { GatewayVendor } from '../../network/tables.ts'
import { readTyped } from '../terminal/typed-secret.ts'
import { typed } from './typed.ts'

export interface SecretOptions {
  secretStdin?: boolean
  weakSecret?: boolean
}

/** The shared secret that is typed, or a new one. @throws {EntryError} where one that is typed is weak and must not be */
export async function sharedSecret({ secretStdin, weakSecret }: SecretOptions) {
  if (!secretStdin) return { secret: newSecret(), isMade: true }
  const secret = await readTyped(typed.secret)
  const weakness = lookAtSecret(secret, weakSecret ?? false)
  if (weakness !== undefined) console.error(`This shared secret is weak: ${weakness}. Better change it soon.`)
  return { secret, isMade: false }
}

/** The secret of redirects that is typed, or a new one where the make has one and it is wanted. @throws {EntryError} */
export async function redirectSecret(
  vendor: GatewayVendor,
  { uamSecret, uamSecretStdin }: { uamSecret: boolean; uamSecretStdin?: boolean },
): Promise<{ uamSecret: string | null; isMade: boolean }> {
  if (uamSecretStdin) {
    const secret = await readTyped(typed.uamSecret)
    lookAtUamSecret(secret)
    return { uamSecret: secret, isMade: false }
  }
  const isMade = uamSecret && signsRedirects(vendor)
  return { uamSecret: isMade ? newUamSecret() : null, isMade }
}
