import type { ServerIdentity } from '../../certificates/certificates.ts'
import { appleProfile } from '../profiles/apple.ts'
import { passpointProfile } from '../profiles/passpoint.ts'
import type { SecureCredential, SecureWifi } from '../profiles/secure-wifi.ts'
import { signed } from '../profiles/signed.ts'
import { windowsProfile } from '../profiles/windows.ts'

const kinds = ['apple', 'passpoint', 'windows', 'ca'] as const
export type ProfileKind = (typeof kinds)[number]

export const isProfileKind = (value: unknown): value is ProfileKind => kinds.includes(value as ProfileKind)

/** By which name Windows stores its profile, and the page says to look for it. */
export const WINDOWS_FILE = 'plaza.xml'

interface ProfileFile {
  content: Buffer
  headers: Record<string, string>
}

/** A profile with the headers by which its system knows it. */
export function profileOf(
  kind: ProfileKind,
  wifi: SecureWifi,
  credential: SecureCredential,
  signer: Pick<ServerIdentity, 'key' | 'cert'>,
): ProfileFile {
  switch (kind) {
    case 'apple': {
      const content = signed(appleProfile(wifi, credential), signer)
      return { content, headers: headers('application/x-apple-aspen-config', 'inline; filename="plaza.mobileconfig"') }
    }
    case 'passpoint':
      // Without content-disposition: with one, Android's Chrome stores it as any file.
      return {
        content: Buffer.from(passpointProfile(wifi, credential)),
        headers: { 'content-type': 'application/x-wifi-config', 'content-transfer-encoding': 'base64' },
      }
    case 'windows':
      return {
        content: Buffer.from(windowsProfile(wifi)),
        headers: headers('application/xml', `attachment; filename="${WINDOWS_FILE}"`),
      }
    case 'ca':
      return {
        content: Buffer.from(wifi.ca),
        headers: headers('application/x-x509-ca-cert', 'attachment; filename="plaza-ca.crt"'),
      }
  }
}

const headers = (type: string, disposition: string) => ({ 'content-type': type, 'content-disposition': disposition })
