import type { ServerIdentity } from '../../certificates/certificates.ts'
import type { Reader } from '../page.ts'
import { androidPasspoint } from '../profiles/android.ts'
import { appleProfile } from '../profiles/apple.ts'
import type { ProfileCredential, SecureNetwork } from '../profiles/secure-network.ts'
import { windowsProfile } from '../profiles/windows.ts'

const formats = ['apple', 'android', 'windows'] as const
export type Format = (typeof formats)[number]

export const isFormat = (value: unknown): value is Format => formats.includes(value as Format)

/** By which name Windows stores its profile, and the page says to look for it. */
export const WINDOWS_FILE = 'wifi-seguro.xml'

/** A profile with the headers by which its system knows it; undefined where this network has none of the kind. */
export async function profileIn(
  format: Format,
  {
    network,
    credential,
    signer,
    reader: { text },
  }: { network: SecureNetwork; credential: ProfileCredential; signer: ServerIdentity; reader: Reader },
): Promise<{ content: Buffer; headers: Record<string, string> } | undefined> {
  const { realm, cityName, ssid } = network
  if (format === 'apple') {
    const words = { name: text('profileName', { city: cityName }), description: text('profileText', { ssid }) }
    // Read when it is wanted, like all that knows certificates from inside.
    const { signed } = await import('../profiles/signed.ts')
    return {
      content: signed(appleProfile(network, credential, words), signer),
      headers: {
        'content-type': 'application/x-apple-aspen-config',
        'content-disposition': 'inline; filename="wifi-seguro.mobileconfig"',
      },
    }
  }
  if (format === 'windows')
    return {
      content: Buffer.from(windowsProfile(network)),
      headers: {
        'content-type': 'application/xml',
        'content-disposition': `attachment; filename="${WINDOWS_FILE}"`,
      },
    }
  if (realm === undefined) return undefined
  return {
    content: Buffer.from(androidPasspoint({ ...network, realm }, credential)),
    // No content-disposition: with one, Android stores it as any file.
    headers: { 'content-type': 'application/x-wifi-config', 'content-transfer-encoding': 'base64' },
  }
}
