import { type Config, cityKeyIssuer } from '../config/index.ts'
import { createCityKey } from './city-key.ts'

export interface SignInHost {
  /** A name, or an address. */
  host: string
  /** TCP */
  port: number
}

const HTTPS = 443
const HTTP = 80

/**
 * What a device must reach before it is online: the portal, and where the City Key says that its sign-in leads.
 *
 * @returns `isSure` false: the City Key does not answer, and names that only it knows are missing
 */
export async function signInHosts(config: Config): Promise<{ hosts: SignInHost[]; isSure: boolean }> {
  const { staff: _, signUpUrl: __, demoPort: ___, ...client } = config.cityKey
  // The demo's client has no name here, and discovery asks for none; nor is a request pushed only to see where it leads.
  const key = createCityKey({
    ...client,
    issuer: cityKeyIssuer(config),
    clientId: client.clientId ?? '-',
    pushes: false,
  })
  const isSure = await key.begin({ redirectUri: `${config.http.publicUrl}/portal/callback` }).then(
    () => true,
    () => false,
  )
  // Before they are online residents get an account there, and ask for help.
  const further = [config.cityKey.signUpUrl, config.help.chat].filter((url) => url !== undefined)
  const origins = [
    new URL(config.http.publicUrl).origin,
    ...(await key.origins()),
    ...further.map((url) => new URL(url).origin),
  ]
  const hosts = [...new Set(origins)].map((origin) => {
    const { hostname, port, protocol } = new URL(origin)
    return { host: hostname, port: Number(port) || (protocol === 'http:' ? HTTP : HTTPS) }
  })
  return { hosts, isSure }
}
