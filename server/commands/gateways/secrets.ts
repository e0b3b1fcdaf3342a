import { randomBytes } from 'node:crypto'
import { isWellKnown, weaknessOf } from '../../network/gateways/weak-secret.ts'
import { StartError } from '../../start/start-error.ts'

/** Options by which a shared secret is given. */
export interface SecretOptions {
  secret?: string
  weakSecret?: boolean
}

export const WEAK_SECRET = 'take a shared secret that is weak, as of an old gateway, or for a trial'

const newSecret = () => randomBytes(24).toString('base64url')

/** @throws {StartError} where a secret given by hand is weak, which only an old gateway is worth, or a trial */
export function readSecret({ secret, weakSecret }: SecretOptions): string {
  if (secret === undefined) return newSecret()
  if (secret === '') throw new StartError('--secret must not be empty.')
  const weakness = weaknessOf(secret)
  if (weakness === undefined) return secret
  if (!weakSecret)
    throw new StartError(
      `--secret: this shared secret is weak: ${weakness}. Leave --secret out, and Plaza makes one; --weak-secret takes it all the same.`,
    )
  console.error(`This shared secret is weak: ${weakness}. Better change it soon.`)
  return secret
}

/** A secret of redirects, which who has a device at the gateway can try against any number of them. @throws {StartError} */
export function readUamSecret(secret: string | undefined): string | null {
  if (secret !== undefined && isWellKnown(secret))
    throw new StartError(
      '--uam-secret: this one is well known: with it anybody makes redirects. Choose a long random word.',
    )
  return secret ?? null
}
