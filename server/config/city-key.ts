import { resolve } from 'node:path'
import { z } from 'zod'
import {
  type CityKeySettings,
  type ClientAuthentication,
  cityKeySettings,
  type Level,
  signatureAlgorithms,
} from './city-key-settings.ts'

/** Plaza as a client of one provider. */
export interface CityKeyClient {
  /** `openid`: OpenID Connect; `oauth`: plain OAuth 2, who it is comes from the user-info address alone. */
  protocol: 'openid' | 'oauth'
  /** As it was given; the provider's own writing of it may have a `/` more or less at its end. */
  issuer: string
  /** Of a provider of many tenants, whose own issuer has a place for a tenant's name: those whose people may sign in. */
  tenantIssuers: readonly string[]
  clientId: string
  clientSecret: string | undefined
  /** Absent: as the provider announces, and what is ambiguous is tried. */
  authentication: ClientAuthentication | undefined
  /** `file`: a PEM file of a private key, absolute. */
  key: { file: string; id: string | undefined } | undefined
  /** By hand; what is absent is discovered. */
  endpoints: Endpoints
  scope: string
  usesPkce: boolean
  /** RFC 9126. Undefined: where the provider requires it. */
  pushes: boolean | undefined
  responseMode: 'query' | 'form_post'
  acrValues: string | undefined
  /** How it is shown that somebody has signed in just now. */
  freshness: 'auth_time' | 'prompt' | 'none'
  /** `isPersonal`: it names a person to others too (CURP, e-mail), and is kept as a keyed hash alone. */
  subject: { claim: string; isPersonal: boolean }
  /** `known`: from the least to the highest. `least`: below it nobody is let in. */
  level: { claim: string; known: readonly Level[]; least: string | undefined }
  localeClaim: string
  userinfo: 'missing' | 'always' | 'never'
  algorithms: readonly string[]
  timeoutSeconds: number
  clockToleranceSeconds: number
  /** A PEM file of CAs that are believed besides the usual ones, absolute. */
  caFile: string | undefined
  /** Who signs out of Plaza is offered to sign out of the provider too. */
  endsSession: boolean
}

export interface Endpoints {
  authorization?: string | undefined
  token?: string | undefined
  userinfo?: string | undefined
  keys?: string | undefined
  endSession?: string | undefined
}

/** A client whose provider may not be known yet: in the demo Plaza starts one of its own. */
type Unfinished = Omit<CityKeyClient, 'issuer' | 'clientId'> & {
  issuer: string | undefined
  clientId: string | undefined
}

/** `issuer` is absent in the demo, which starts its own City Key on `demoPort`. */
export interface CityKeyConfig extends Unfinished {
  /** Where staff sign in, if not where and as residents do. */
  staff: CityKeyClient | undefined
  /** Where residents get an account; absent: the portal does not tell them. */
  signUpUrl: string | undefined
  /** Where residents have their account verified; absent: the portal tells them to, and not where. */
  verifyUrl: string | undefined
  demoPort: number
}

const keyOf = (file: string | undefined, id: string | undefined) =>
  file === undefined ? undefined : { file: resolve(file), id }

function residentsClient(value: CityKeySettings): Unfinished {
  const isOauth = value.CITY_KEY_PROTOCOL === 'oauth'
  return {
    protocol: value.CITY_KEY_PROTOCOL,
    issuer: value.CITY_KEY_ISSUER,
    tenantIssuers: value.CITY_KEY_TENANT_ISSUERS ?? [],
    clientId: value.CITY_KEY_CLIENT_ID,
    clientSecret: value.CITY_KEY_CLIENT_SECRET,
    authentication: value.CITY_KEY_CLIENT_AUTHENTICATION,
    key: keyOf(value.CITY_KEY_CLIENT_KEY_FILE, value.CITY_KEY_CLIENT_KEY_ID),
    endpoints: {
      authorization: value.CITY_KEY_AUTHORIZATION_URL,
      token: value.CITY_KEY_TOKEN_URL,
      userinfo: value.CITY_KEY_USERINFO_URL,
      keys: value.CITY_KEY_KEYS_URL,
      endSession: value.CITY_KEY_END_SESSION_URL,
    },
    scope: value.CITY_KEY_SCOPE ?? (isOauth ? '' : 'openid'),
    usesPkce: value.CITY_KEY_PKCE,
    pushes: value.CITY_KEY_PUSHED_REQUESTS,
    responseMode: value.CITY_KEY_RESPONSE_MODE,
    acrValues: value.CITY_KEY_ACR_VALUES,
    freshness: value.CITY_KEY_FRESHNESS ?? (isOauth ? 'none' : 'auth_time'),
    subject: { claim: value.CITY_KEY_SUBJECT_CLAIM, isPersonal: value.CITY_KEY_SUBJECT_KIND === 'personal' },
    level: {
      claim: value.CITY_KEY_LEVEL_CLAIM,
      known: value.CITY_KEY_LEVELS ?? [],
      least: value.CITY_KEY_MINIMUM_LEVEL,
    },
    localeClaim: value.CITY_KEY_LOCALE_CLAIM,
    userinfo: value.CITY_KEY_USERINFO,
    algorithms: value.CITY_KEY_ALGORITHMS ?? signatureAlgorithms,
    timeoutSeconds: value.CITY_KEY_TIMEOUT_SECONDS,
    clockToleranceSeconds: value.CITY_KEY_CLOCK_TOLERANCE_SECONDS,
    caFile: value.CITY_KEY_CA_FILE === undefined ? undefined : resolve(value.CITY_KEY_CA_FILE),
    endsSession: value.CITY_KEY_END_SESSION,
  }
}

export function arrangeCityKey(value: CityKeySettings): CityKeyConfig {
  const residents = residentsClient(value)
  return {
    ...residents,
    staff: staffClient(value, residents),
    signUpUrl: value.CITY_KEY_SIGN_UP_URL,
    verifyUrl: value.CITY_KEY_VERIFY_URL,
    demoPort: value.PLAZA_CITY_KEY_PORT,
  }
}

/** Another client of the residents' provider, or of a provider of their own: then nothing of how the residents' answers holds. */
function staffClient(value: CityKeySettings, residents: Unfinished): CityKeyClient | undefined {
  const { CITY_KEY_STAFF_ISSUER: ownIssuer, CITY_KEY_STAFF_CLIENT_ID: clientId } = value
  const issuer = ownIssuer ?? residents.issuer
  if (clientId === undefined || issuer === undefined) return undefined
  const { caFile, timeoutSeconds, clockToleranceSeconds, algorithms, endsSession, responseMode } = residents
  const own = { caFile, timeoutSeconds, clockToleranceSeconds, algorithms, endsSession, responseMode }
  const alike = ownIssuer === undefined ? residents : { ...usualClient, ...own }
  return {
    ...alike,
    freshness: value.CITY_KEY_STAFF_FRESHNESS ?? alike.freshness,
    // Whoever may see the dashboard is said by Plaza's own list, whatever their level.
    level: { ...(ownIssuer === undefined ? residents : usualClient).level, least: undefined },
    issuer,
    clientId,
    clientSecret: value.CITY_KEY_STAFF_CLIENT_SECRET,
    authentication: value.CITY_KEY_STAFF_CLIENT_AUTHENTICATION,
    key: keyOf(value.CITY_KEY_STAFF_CLIENT_KEY_FILE, undefined),
    scope: value.CITY_KEY_STAFF_SCOPE ?? (ownIssuer === undefined ? residents.scope : 'openid'),
  }
}

/** A client of whose provider nothing particular is set. */
export const usualClient: Omit<CityKeyClient, 'issuer' | 'clientId'> = residentsClient(
  z.object(cityKeySettings).parse({}),
)

/** Plaza as the residents' client, without what the portal and the demo have of it. */
export function residentsOf({ cityKey }: { cityKey: CityKeyConfig }): Unfinished {
  const { staff: _, signUpUrl: __, verifyUrl: ___, demoPort: ____, ...client } = cityKey
  return client
}

/** The City Key's issuer: the city's, or the demo's own. */
export const cityKeyIssuer = ({ cityKey }: { cityKey: CityKeyConfig }): string =>
  cityKey.issuer ?? `http://localhost:${cityKey.demoPort}`

/** The issuer of staff's accounts. */
export const staffIssuer = (config: { cityKey: CityKeyConfig }): string =>
  config.cityKey.staff?.issuer ?? cityKeyIssuer(config)

/** The issuers that accounts are known by: each tenant's, or the one that there is. */
export const accountIssuers = (
  { tenantIssuers }: Pick<CityKeyClient, 'tenantIssuers'>,
  issuer: string,
): readonly [string, ...string[]] => {
  const [first, ...others] = tenantIssuers
  return first === undefined ? [issuer] : [first, ...others]
}
