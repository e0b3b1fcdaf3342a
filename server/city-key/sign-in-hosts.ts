import { type Config, cityKeyIssuer, residentsOf } from '../config/index.ts'
import { createCityKey } from './city-key.ts'

export interface SignInHost {
  /** A name, or an address. */
  host: string
  /** TCP */
  port: number
}

export interface SignInHosts {
  hosts: SignInHost[]
  /** `asking`: the City Key is being asked; `unsure`: it does not answer. Names that only it knows are missing. */
  known: 'sure' | 'asking' | 'unsure'
}

const HTTPS = 443
const HTTP = 80
/** What the City Key has said is taken for so long to be so, and that it does not answer for so long. */
const SURE_MS = 600_000
const UNSURE_MS = 10_000

/** What a device must reach before it is online: the portal, and where the City Key says that its sign-in leads. */
export async function signInHosts(config: Config): Promise<SignInHosts> {
  const client = residentsOf(config)
  // The demo's client has no name here, and discovery asks for none; nor is a request pushed only to see where it leads.
  const key = createCityKey({
    ...client,
    issuer: cityKeyIssuer(config),
    clientId: client.clientId ?? '-',
    pushes: false,
  })
  const known = await key.begin({ redirectUri: `${config.http.publicUrl}/portal/callback` }).then(
    () => 'sure' as const,
    () => 'unsure' as const,
  )
  return { hosts: hostsAt(config, await key.origins()), known }
}

/**
 * As {@link signInHosts}, without waiting: what is known now. What is old, or not known yet, is asked for meanwhile.
 *
 * @param now milliseconds
 */
export function keepSignInHosts(
  config: Config,
  ask = signInHosts,
  now: () => number = () => performance.now(),
): () => SignInHosts {
  let last: SignInHosts | undefined
  let askedAt = Number.NEGATIVE_INFINITY
  let isAsking = false
  return () => {
    if (!isAsking && now() - askedAt >= (last?.known === 'sure' ? SURE_MS : UNSURE_MS)) {
      isAsking = true
      askedAt = now()
      ask(config)
        .then(
          (hosts) => {
            if (hosts.known === 'sure' || last?.known !== 'sure') last = hosts
          },
          () => {},
        )
        .finally(() => {
          isAsking = false
        })
    }
    const known = isAsking ? 'asking' : 'unsure'
    return last?.known === 'sure' ? last : { hosts: last?.hosts ?? hostsAt(config, [cityKeyIssuer(config)]), known }
  }
}

function hostsAt(config: Config, keyOrigins: readonly string[]): SignInHost[] {
  // Before they are online residents get an account there, have it verified, and ask for help.
  const { signUpUrl, verifyUrl } = config.cityKey
  const further = [signUpUrl, verifyUrl, config.help.chat].filter((url) => url !== undefined)
  const origins = [config.http.publicUrl, ...keyOrigins, ...further].map((url) => new URL(url).origin)
  return [...new Set(origins)].map((origin) => {
    const { hostname, port, protocol } = new URL(origin)
    return { host: hostname, port: Number(port) || (protocol === 'http:' ? HTTP : HTTPS) }
  })
}
