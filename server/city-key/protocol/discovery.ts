import { setTimeout as pause } from 'node:timers/promises'
import * as client from 'openid-client'
import type { CityKeyClient } from '../../config/index.ts'
import { failureOf } from '../failure.ts'
import { CityKeyError } from '../provider.ts'
import { checkTenants, hasTenants } from './tenants.ts'

/** What a provider tells of itself (OpenID Connect Discovery section 3, RFC 8414), with what is set by hand before it. */
export type Metadata = Readonly<client.ServerMetadata>

export interface Discovery {
  /** Read at first use, and after a failure of that. @throws {CityKeyError} */
  read(): Promise<Metadata>
  /** Read anew: its keys are others, and may be at another address. @throws {CityKeyError} */
  reread(): Promise<Metadata>
  /** As it is now: asked again where the last answer is old. @throws {CityKeyError} `unreachable` where it is gone */
  answering(): Promise<Metadata>
}

/** A provider that is slow is there all the same, if it was before. */
const SLOW_MS = 2000

/** @param answeredSeconds a provider that answered within so many seconds is taken to be there */
export function openDiscovery(options: CityKeyClient, fetch: client.CustomFetch, answeredSeconds: number): Discovery {
  let last: Metadata | undefined
  let answeredAt = 0
  let pending: Promise<Metadata> | undefined
  const ask = (): Promise<Metadata> => {
    const asked = (isByHand(options) ? askByHand(options, fetch) : discover(options, fetch))
      .then(
        (metadata) => {
          last = metadata
          answeredAt = Date.now()
          return metadata
        },
        (error) => {
          throw failureOf(error, 'discovery')
        },
      )
      .finally(() => {
        pending = undefined
      })
    pending = asked
    return asked
  }
  return {
    read: async () => last ?? pending ?? ask(),
    reread: ask,
    async answering() {
      if (last && Date.now() - answeredAt < answeredSeconds * 1000) return last
      const asked = pending ?? ask()
      if (!last) return asked
      const waited = new AbortController()
      try {
        return await Promise.race([asked, pause(SLOW_MS, last, { ref: false, signal: waited.signal })])
      } finally {
        asked.catch(() => {})
        waited.abort()
      }
    },
  }
}

/** Whether all that is needed was given, so that nothing is left to discover. */
export const isByHand = ({ protocol, endpoints }: CityKeyClient): boolean =>
  endpoints.authorization !== undefined &&
  endpoints.token !== undefined &&
  (protocol === 'oauth' || endpoints.keys !== undefined)

export const discoveryUrl = (issuer: string): URL =>
  // “Any terminating / MUST be removed” (OpenID Connect Discovery section 4.1).
  new URL(`${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`)

async function discover(options: CityKeyClient, fetch: client.CustomFetch): Promise<Metadata> {
  const { issuer, clientId } = options
  const found = await client.discovery(discoveryUrl(issuer), clientId, undefined, client.None(), {
    [client.customFetch]: fetch,
    timeout: options.timeoutSeconds + 1,
    ...(isInsecure(options) && { execute: [client.allowInsecureRequests] }),
  })
  const metadata = found.serverMetadata()
  if (hasTenants(metadata.issuer)) checkTenants(options, metadata.issuer)
  else if (!isSameIssuer(metadata.issuer, issuer))
    throw new CityKeyError(
      'misfit',
      'issuer_mismatch',
      `discovery: it calls itself ${metadata.issuer}: set CITY_KEY_ISSUER to that, if it is the one that is meant`,
    )
  return { ...metadata, ...given(options) }
}

/** Whether two issuers differ in nothing but a `/` at the end. */
const isSameIssuer = (one: string, other: string) => one.replace(/\/+$/, '') === other.replace(/\/+$/, '')

/** There is nothing to read: only whether it is there. */
async function askByHand(options: CityKeyClient, fetch: client.CustomFetch): Promise<Metadata> {
  const metadata = { issuer: options.issuer, ...given(options) }
  const answer = await fetch(options.endpoints.keys ?? options.endpoints.token ?? '', {
    ...{ method: 'GET', headers: {}, body: undefined, redirect: 'manual' },
  })
  // What is asked of a token endpoint by GET is refused in many ways, all of which are answers.
  if (answer.status >= 500 && answer.status !== 501)
    throw new CityKeyError('unreachable', `http_${answer.status}`, `discovery: it answered ${answer.status}`)
  return metadata
}

function given({ endpoints }: CityKeyClient): Partial<client.ServerMetadata> {
  const { authorization, token, userinfo, keys, endSession } = endpoints
  return {
    ...(authorization !== undefined && { authorization_endpoint: authorization }),
    ...(token !== undefined && { token_endpoint: token }),
    ...(userinfo !== undefined && { userinfo_endpoint: userinfo }),
    ...(keys !== undefined && { jwks_uri: keys }),
    ...(endSession !== undefined && { end_session_endpoint: endSession }),
  }
}

/** Plain HTTP is for a provider that was named so. */
export const isInsecure = ({ issuer, endpoints }: CityKeyClient): boolean =>
  [issuer, ...Object.values(endpoints)].some((url) => url?.startsWith('http:'))
