import { type Certificates, type CertificatesParts, openCertificates } from '../certificates/certificates.ts'
import { trustOf } from '../certificates/trust.ts'
import type { Config } from '../config.ts'

/**
 * The certificates that RADIUS presents, for the web role: the process's own, or opened when a resident first wants a
 * profile. Files of the settings are looked at now, for a fault in them to be told to whoever starts Plaza.
 *
 * @throws {StartError} where they do not say what devices have to trust
 */
export async function certificatesWhenNeeded(
  parts: CertificatesParts & { config: Pick<Config, 'secureWifi'>; certificates?: Certificates | undefined },
): Promise<{ get(): Promise<Certificates>; close(): Promise<void> }> {
  const { config, certificates } = parts
  let own: Promise<Certificates> | undefined
  const get = async () => {
    if (certificates) return certificates
    own ??= openCertificates(parts).catch((error) => {
      own = undefined
      throw error
    })
    return own
  }
  const close = async () => (await own?.catch(() => undefined))?.close()
  if (config.secureWifi && config.tls.files) {
    try {
      trustOf((await get()).server().cert)
    } catch (error) {
      await close()
      throw error
    }
  }
  return { get, close }
}
